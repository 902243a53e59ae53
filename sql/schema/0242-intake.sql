-- SPDX-License-Identifier: GPL-3.0-or-later
-- Mails that were accepted while the server was busy, and wait to be filed. What is in this table is
-- on its list for all that decides about other mails; it is in the archive, and on its way to its
-- readers, when it has been taken out of here in the same transaction.

SET LOCAL search_path = colporteur, public;

CREATE TABLE intake (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  list bigint NOT NULL REFERENCES list ON DELETE CASCADE,
  subscriber bigint REFERENCES subscriber ON DELETE CASCADE,
  message_id text NOT NULL CHECK (message_id <> ''),
  raw bytea NOT NULL,
  distribute boolean NOT NULL,
  received_at timestamptz NOT NULL DEFAULT the_time(),
  tries int NOT NULL DEFAULT 0,
  next_try timestamptz NOT NULL DEFAULT the_time(),
  fault text
);
ALTER TABLE intake ALTER COLUMN raw SET COMPRESSION lz4;
ALTER TABLE intake SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
COMMENT ON TABLE intake IS 'a mail that was accepted while the server was busy and waits to be filed';
COMMENT ON COLUMN intake.id IS 'our number: they are filed in this order';
COMMENT ON COLUMN intake.list IS 'which list it is for';
COMMENT ON COLUMN intake.subscriber IS 'who wrote it; NULL: a stranger. Whoever is erased before it is filed takes it along, as held mail';
COMMENT ON COLUMN intake.message_id IS 'as message.message_id will be';
COMMENT ON COLUMN intake.raw IS 'byte for byte as received';
COMMENT ON COLUMN intake.distribute IS 'whether readers get it; else the owners are told';
COMMENT ON COLUMN intake.received_at IS 'when it was accepted';
COMMENT ON COLUMN intake.tries IS 'how often it could not be filed';
COMMENT ON COLUMN intake.next_try IS 'not before; those behind it do not wait';
COMMENT ON COLUMN intake.fault IS 'what went wrong last; NULL: nothing did';
CREATE INDEX intake_message_id ON intake (list, message_id);
CREATE INDEX intake_subscriber ON intake (subscriber, list);
GRANT SELECT, INSERT, UPDATE, DELETE ON intake TO colporteur_engine;

CREATE FUNCTION post_take(p_list bigint, p_subscriber bigint, p_message_id text, p_print bytea, p_raw bytea, p_distribute boolean)
  RETURNS boolean LANGUAGE plpgsql SET search_path = colporteur, pg_temp SET plan_cache_mode = force_generic_plan AS $$
-- The same lock as list-post-lock: what was decided before it is true only if nothing like it came since.
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(p_message_id, -1 - p_list));
  IF EXISTS (SELECT FROM intake WHERE list = p_list AND message_id = p_message_id)
     OR EXISTS (SELECT FROM message m JOIN post p ON p.message = m.id AND p.list = p_list WHERE m.message_id = p_message_id) THEN
    RETURN false;
  END IF;
  IF p_print IS NOT NULL THEN
    INSERT INTO post_print (list, print) VALUES (p_list, p_print) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
      RETURN false;
    END IF;
  END IF;
  INSERT INTO intake (list, subscriber, message_id, raw, distribute) VALUES (p_list, p_subscriber, p_message_id, p_raw, p_distribute);
  RETURN true;
END
$$;
COMMENT ON FUNCTION post_take(bigint, bigint, text, bytea, bytea, boolean) IS
  'take an accepted mail in, to be filed later; false, and nothing was done: the list has got its like meanwhile';
GRANT EXECUTE ON FUNCTION post_take(bigint, bigint, text, bytea, bytea, boolean) TO colporteur_engine;

CREATE FUNCTION intake_follow() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
BEGIN
  UPDATE intake SET subscriber = NEW.kept WHERE subscriber = NEW.gone;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION intake_follow() IS 'mail that waits to be filed follows its author into another record';
CREATE TRIGGER intake_follow AFTER INSERT ON subscriber_merged FOR EACH ROW EXECUTE FUNCTION intake_follow();

CREATE OR REPLACE FUNCTION site.metrics() RETURNS TABLE (name text, kind text, help text, label text, value bigint)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
  SELECT 'colporteur_deliveries_total', 'counter', 'Deliveries by what became of them.',
         format('outcome="%s"', o.outcome), o.n
  FROM (SELECT sum(sent) AS sent, sum(put_off) AS put_off, sum(failed) AS failed, sum(unknown) AS unknown FROM worker) w,
       LATERAL (VALUES ('sent', w.sent::bigint), ('put_off', w.put_off::bigint),
                       ('failed', w.failed::bigint), ('unknown', w.unknown::bigint)) o(outcome, n)
  UNION ALL
  SELECT 'colporteur_queue', 'gauge', 'Deliveries of running mailings that are not settled.', format('state="%s"', q.state), q.n
  FROM (VALUES ('queued', (SELECT count(*) FROM mailing m JOIN delivery d ON d.mailing = m.id AND d.state = 'q' WHERE m.state = 'running')),
               ('claimed', (SELECT count(*) FROM mailing m JOIN delivery d ON d.mailing = m.id AND d.state = 'c' WHERE m.state = 'running'))) q(state, n)
  UNION ALL
  SELECT 'colporteur_mailings', 'gauge', 'Mailings that are not finished.', format('state="%s"', s.state),
         (SELECT count(*) FROM mailing m WHERE m.state = s.state)
  FROM (VALUES ('running'), ('paused')) s(state)
  UNION ALL
  SELECT 'colporteur_workers', 'gauge', 'Processes that deliver and were seen in the last two minutes.', '',
         (SELECT count(*) FROM worker WHERE id <> 0 AND ended_at IS NULL AND seen_at > the_time() - interval '2 minutes')
  UNION ALL
  SELECT 'colporteur_intake', 'gauge', 'Mails that were accepted and wait to be filed.', format('state="%s"', s.state), s.n
  FROM (SELECT count(*) FILTER (WHERE fault IS NULL) AS waiting, count(*) FILTER (WHERE fault IS NOT NULL) AS failing FROM intake) i,
       LATERAL (VALUES ('waiting', i.waiting), ('failing', i.failing)) s(state, n)
  UNION ALL
  SELECT 'colporteur_intake_oldest_seconds', 'gauge', 'For how long the oldest of them has waited.', '',
         coalesce((SELECT extract(epoch FROM the_time() - min(received_at))::bigint FROM intake), 0)
$$;
