-- mailing-retry(mailing bigint, failed bool, unknown bool, domain text) -> waiting bigint, failed bigint, unknown bigint
-- What was put off is due now; what failed or is unknown too, where asked, with all its tries before
-- it. A mailing that was finished, or paused because it was refused for policy, runs again. An
-- empty domain is all of them.
WITH chosen AS MATERIALIZED (
  SELECT d.ctid AS place, d.state
  FROM delivery d
  WHERE d.mailing = $1::bigint
    AND (d.state = 'q' AND (d.next_try > the_time() OR (SELECT m.paused_for IS NOT NULL FROM mailing m WHERE m.id = $1::bigint)) OR $2::bool AND d.state = 'f' OR $3::bool AND d.state = 'u')
    AND ($4::text = '' OR delivery_domain(d.mailing, d.recipient) = lower($4::text))
  FOR UPDATE SKIP LOCKED
), changed AS (
  UPDATE delivery d
  SET state = 'q', attempts = CASE WHEN d.state = 'q' THEN d.attempts ELSE 0 END, next_try = the_time(), settled_at = NULL
  WHERE d.ctid = ANY (ARRAY(SELECT place FROM chosen))
), opened AS (
  UPDATE mailing m
  SET state = 'running', paused_for = NULL, finished_at = NULL, sent = NULL, failed = NULL, unknown = NULL, folded_at = NULL
  WHERE m.id = $1::bigint AND (m.state = 'finished' AND EXISTS (SELECT FROM chosen) OR m.state = 'paused' AND m.paused_for = 'policy')
  RETURNING m.edition
), edition_opened AS (
  UPDATE edition e SET state = 'running' FROM opened o WHERE e.id = o.edition AND e.state IN ('finished', 'paused')
)
SELECT count(*) FILTER (WHERE state = 'q'), count(*) FILTER (WHERE state = 'f'), count(*) FILTER (WHERE state = 'u')
FROM chosen;
