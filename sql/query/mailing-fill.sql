-- mailing-fill(mailing bigint, list bigint, audience audience)
-- Who asked for a break gets nothing while it lasts. In the order of the index that workers claim by, so that the ledger is read as it was written.
INSERT INTO delivery (mailing, recipient)
SELECT $1::bigint, s.id
FROM subscription u JOIN subscriber s ON s.id = u.subscriber
WHERE u.list = $2::bigint AND u.state = 'confirmed' AND u.delivery = 'each' AND NOT is_on_break(s)
  AND /*audience*/ true
ORDER BY s.id;
