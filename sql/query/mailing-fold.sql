-- mailing-fold(days int) -> id bigint, deleted bigint
-- The one that is finished longest, where that is `days` ago. What failed or is unknown stays, with
-- who it was, and of an edition what its readers were, as numbers; of a notice that reached everybody the text goes too, which has been somebody's own.
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
), tallied AS (
  INSERT INTO mailing_tally (mailing, part, key, accepted, unsent, bounced, departed)
  SELECT old.id, p.part, c.key, c.accepted, c.deferred + c.waiting, c.bounced, c.departed
  FROM old
  CROSS JOIN (VALUES ('total'), ('departement'), ('interest'), ('language')) p(part)
  CROSS JOIN LATERAL mailing_count_by(old.id, p.part) c
  WHERE old.kind = 'edition' AND c.accepted + c.deferred + c.waiting > 0
  ON CONFLICT (mailing, part, key) DO UPDATE
  SET accepted = mailing_tally.accepted + EXCLUDED.accepted, unsent = mailing_tally.unsent + EXCLUDED.unsent,
      bounced = mailing_tally.bounced + EXCLUDED.bounced, departed = mailing_tally.departed + EXCLUDED.departed
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
