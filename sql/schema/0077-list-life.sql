-- SPDX-License-Identifier: GPL-3.0-or-later
-- What becomes of a list: closed, called otherwise, deleted with or without its archive.

SET LOCAL search_path = colporteur, public;

ALTER TABLE list
  ADD COLUMN closed_at timestamptz,
  ADD COLUMN deleted_at timestamptz,
  ADD CONSTRAINT list_deleted_is_closed CHECK (deleted_at IS NULL OR closed_at IS NOT NULL);
COMMENT ON COLUMN list.closed_at IS 'since when nobody can write to it nor join it; NULL: it is open';
COMMENT ON COLUMN list.deleted_at IS 'since when it is but an archive; NULL: it is not';

CREATE TABLE list_former_name (
  name text PRIMARY KEY,
  list bigint NOT NULL REFERENCES list ON DELETE CASCADE,
  at timestamptz NOT NULL DEFAULT the_time()
);
COMMENT ON TABLE list_former_name IS 'what lists were called: letters and address books have it for years';
COMMENT ON COLUMN list_former_name.name IS 'as list.name';
COMMENT ON COLUMN list_former_name.list IS 'which list that was';
COMMENT ON COLUMN list_former_name.at IS 'until when';
CREATE INDEX list_former_name_list ON list_former_name (list);

CREATE FUNCTION list_name_free() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(NEW.name, 77));
  IF EXISTS (SELECT FROM list_former_name f WHERE f.name = NEW.name AND f.list <> NEW.id) THEN
    RAISE EXCEPTION 'another list was called "%"', NEW.name USING ERRCODE = 'unique_violation';
  END IF;
  RETURN NEW;
END
$$;
COMMENT ON FUNCTION list_name_free() IS 'no list takes the name that another one had';
CREATE TRIGGER list_name_free BEFORE INSERT OR UPDATE OF name ON list FOR EACH ROW EXECUTE FUNCTION list_name_free();

CREATE FUNCTION list_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM list_former_name WHERE name = NEW.name AND list = NEW.id;
  INSERT INTO list_former_name (name, list) VALUES (OLD.name, NEW.id);
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION list_renamed() IS 'a list keeps the name that it had';
CREATE TRIGGER list_renamed AFTER UPDATE OF name ON list FOR EACH ROW WHEN (OLD.name <> NEW.name) EXECUTE FUNCTION list_renamed();

CREATE FUNCTION list_delete(p_list bigint, p_archive boolean, p_how text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  gone bigint[];
BEGIN
  PERFORM FROM list WHERE id = p_list FOR UPDATE;
  INSERT INTO consent_event (subscriber, list, what, how)
    SELECT subscriber, list, 'unsubscribe', p_how FROM subscription WHERE list = p_list AND state <> 'unsubscribed';
  DELETE FROM subscription WHERE list = p_list;
  DELETE FROM list_role WHERE list = p_list;
  DELETE FROM held_message WHERE list = p_list;
  -- What is on its way stops; what was delivered is history.
  UPDATE delivery d SET state = 'f', settled_at = the_time(), reply = 'the list was deleted'
    FROM mailing m WHERE m.id = d.mailing AND m.list = p_list AND d.state = 'q';
  IF NOT p_archive THEN
    UPDATE list SET closed_at = coalesce(closed_at, the_time()), deleted_at = the_time() WHERE id = p_list;
    RETURN;
  END IF;
  IF EXISTS (SELECT FROM edition WHERE list = p_list) THEN
    RAISE EXCEPTION 'it has editions, which have proofs and figures of their own' USING ERRCODE = 'foreign_key_violation';
  END IF;
  DELETE FROM mailing WHERE list = p_list;
  DELETE FROM list_thread WHERE list = p_list;
  WITH removed AS (DELETE FROM post WHERE list = p_list RETURNING message) SELECT array_agg(message) INTO gone FROM removed;
  DELETE FROM message m WHERE m.id = ANY (gone)
    AND NOT EXISTS (SELECT FROM post p WHERE p.message = m.id)
    AND NOT EXISTS (SELECT FROM edition e WHERE e.message = m.id)
    AND NOT EXISTS (SELECT FROM mailing g WHERE g.message = m.id);
  DELETE FROM list WHERE id = p_list;
END
$$;
COMMENT ON FUNCTION list_delete(bigint, boolean, text) IS
  'ends a list and all subscriptions to it, with the proofs; its archive stays, and keeps the name, unless that is to go too';
