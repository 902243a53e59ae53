-- mailing-retry-all(domain text) -> waiting bigint
-- What was put off is due now, of every mailing that runs: one that is paused or cancelled is so for a
-- reason. An empty domain is all of them.
WITH chosen AS MATERIALIZED (
  SELECT d.ctid AS place
  FROM mailing m JOIN delivery d ON d.mailing = m.id
  WHERE m.state = 'running' AND d.state = 'q' AND d.next_try > the_time()
    AND ($1::text = '' OR delivery_domain(d.mailing, d.recipient) = lower($1::text))
  FOR UPDATE OF d SKIP LOCKED
), changed AS (
  UPDATE delivery d SET next_try = the_time()
  WHERE d.ctid = ANY (ARRAY(SELECT place FROM chosen))
)
SELECT count(*) FROM chosen;
