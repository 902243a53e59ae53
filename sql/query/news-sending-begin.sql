-- news-sending-begin(edition bigint, mailing bigint)
-- The ledger was just filled. The first wave is every so-manieth of the readers in the order of
-- provider and département, so that each has its share: they are due a second before the others.
-- Where there is no first wave the ledger is not looked at.
WITH plan AS (
  UPDATE sending SET filled_at = the_time(), opens_at = the_time(), wave_left = nullif(wave, 0)
  WHERE edition = $1::bigint
  RETURNING wave
), ordered AS (
  SELECT r.recipient, plan.wave, r.n, r.total
  FROM plan
  CROSS JOIN LATERAL (
    SELECT d.recipient,
           row_number() OVER (ORDER BY split_part(a.address_key, '@', 2),
                              (SELECT min(t.code) FROM territory t WHERE t.kind = 'departement' AND t.id = ANY (s.places)),
                              md5(d.recipient::text)) AS n,
           count(*) OVER () AS total
    FROM delivery d
    JOIN subscriber s ON s.id = d.recipient
    LEFT JOIN address a ON a.subscriber = s.id AND a.is_primary
    WHERE plan.wave > 0 AND d.mailing = $2::bigint) r
)
UPDATE delivery d SET next_try = d.next_try - interval '1 second'
WHERE d.mailing = $2::bigint
  AND d.recipient = ANY (ARRAY(SELECT o.recipient FROM ordered o WHERE o.n * o.wave / o.total <> (o.n - 1) * o.wave / o.total));
