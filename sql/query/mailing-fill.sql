-- mailing-fill(mailing bigint, list bigint, audience audience)
-- In the order of the index that workers claim by, so that the ledger is read as it was written.
-- Not to whom nothing arrives, nor to suppressed addresses: both are few, and looked up as sets, as
-- are those who got an edition that is excepted; who asked for a break, of all or of this list, gets
-- nothing while it lasts. What is the same for all (the time, which mailings are excepted) is asked
-- for once, behind SELECT: for each reader it was half of the work.
INSERT INTO delivery (mailing, recipient, next_try)
SELECT $1::bigint, s.id, (SELECT the_time())
FROM subscription u JOIN subscriber s ON s.id = u.subscriber
WHERE u.list = $2::bigint AND u.state = 'confirmed' AND u.delivery <> 'none' AND NOT is_on_break(s) AND NOT is_paused(u) AND /*audience*/ true
  AND NOT EXISTS (SELECT FROM bounce_score b WHERE b.list = u.list AND b.subscriber = s.id AND b.state IN ('suspended', 'trying'))
  AND NOT EXISTS (SELECT FROM suppression p JOIN address a USING (address_key)
                  WHERE a.subscriber = s.id AND a.is_primary AND (p.list IS NULL OR p.list = u.list))
  AND NOT EXISTS (SELECT FROM delivery d
                  WHERE d.mailing = ANY (ARRAY(SELECT o.id FROM mailing m JOIN sending g USING (edition) JOIN mailing o ON o.edition = ANY (g.except_editions)
                                               WHERE m.id = $1::bigint))
                    AND d.recipient = s.id AND d.state IN ('s', 'c', 'u'))
ORDER BY s.id;
