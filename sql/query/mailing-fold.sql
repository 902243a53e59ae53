-- mailing-fold(days int) -> id bigint, deleted bigint
-- The one that is finished longest, where that is `days` ago. What failed or is unknown stays, with
-- who it was; of a notice that reached everybody the text goes too, which has been somebody's own.
WITH old AS MATERIALIZED (
  SELECT id, kind FROM mailing
  WHERE state IN ('finished', 'cancelled') AND folded_at IS NULL
    AND finished_at < the_time() - $1::int * interval '1 day'
  ORDER BY finished_at
  LIMIT 1
  FOR UPDATE SKIP LOCKED
), tally AS MATERIALIZED (
  SELECT count(*) FILTER (WHERE d.state = 's') AS sent,
         count(*) FILTER (WHERE d.state = 'f') AS failed,
         count(*) FILTER (WHERE d.state = 'u') AS unknown
  FROM delivery d WHERE d.mailing = (SELECT id FROM old)
), deleted AS (
  DELETE FROM delivery d
  WHERE d.mailing = (SELECT id FROM old) AND d.state NOT IN ('f', 'u')
  RETURNING d.recipient
), strangers AS (
  DELETE FROM notice_recipient n
  WHERE n.mailing = (SELECT id FROM old WHERE kind = 'notice') AND n.position IN (SELECT recipient FROM deleted)
), folded AS (
  UPDATE mailing m
  SET folded_at = the_time(), folded = m.folded + t.sent, sent = m.folded + t.sent, failed = t.failed, unknown = t.unknown,
      content = CASE WHEN m.kind = 'notice' AND t.failed + t.unknown = 0 THEN ''::bytea ELSE m.content END
  FROM old, tally t WHERE m.id = old.id
)
SELECT old.id, (SELECT count(*) FROM deleted) FROM old;
