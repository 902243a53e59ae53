-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who changed what: an audit log written by the database in the transaction that changes, and the
-- texts that people agreed to.

SET LOCAL search_path = colporteur, public;

CREATE TABLE audit (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT the_time(),
  actor text NOT NULL,
  what text NOT NULL CHECK (what IN ('add', 'change', 'remove', 'erase')),
  object text NOT NULL,
  name text,
  subscriber bigint,
  before jsonb,
  after jsonb
);
COMMENT ON TABLE audit IS 'append-only: what coordinators changed by command; who is new is in consent_event';
COMMENT ON COLUMN audit.id IS 'order of the changes';
COMMENT ON COLUMN audit.at IS 'when';
COMMENT ON COLUMN audit.actor IS 'the Unix user who ran the command';
COMMENT ON COLUMN audit.what IS 'what was done';
COMMENT ON COLUMN audit.object IS 'the table';
COMMENT ON COLUMN audit.name IS 'which list or which audience, where it has a name';
COMMENT ON COLUMN audit.subscriber IS 'about whom, where it is about somebody';
COMMENT ON COLUMN audit.before IS 'the columns that changed, or all that was removed, as it was';
COMMENT ON COLUMN audit.after IS 'as it is now';
CREATE INDEX audit_subscriber ON audit (subscriber, id) WHERE subscriber IS NOT NULL;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
  FOR EACH STATEMENT EXECUTE FUNCTION append_only();
REVOKE INSERT, UPDATE, DELETE ON audit FROM colporteur_engine;

CREATE FUNCTION audit_note() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, public, pg_temp AS $$
DECLARE
  old_row jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) - '{places,last_contact_at,changed_at,saved_at,at}'::text[] END;
  new_row jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) - '{places,last_contact_at,changed_at,saved_at,at}'::text[] END;
  either jsonb := coalesce(new_row, old_row);
BEGIN
  IF TG_OP = 'UPDATE' THEN
    SELECT jsonb_object_agg(o.key, o.value), jsonb_object_agg(o.key, new_row -> o.key) INTO old_row, new_row
      FROM jsonb_each(old_row) o WHERE o.value IS DISTINCT FROM new_row -> o.key;
    IF old_row IS NULL THEN
      RETURN NULL;
    END IF;
  END IF;
  INSERT INTO audit (actor, what, object, name, subscriber, before, after)
    VALUES (current_setting('colporteur.actor'),
            CASE TG_OP WHEN 'INSERT' THEN 'add' WHEN 'UPDATE' THEN 'change' ELSE 'remove' END, TG_TABLE_NAME,
            coalesce(either ->> 'name', (SELECT l.name FROM list l WHERE l.id = (either ->> 'list')::bigint)),
            CASE TG_TABLE_NAME
              WHEN 'subscriber' THEN (either ->> 'id')::bigint
              WHEN 'suppression' THEN (SELECT a.subscriber FROM address a WHERE a.address_key = either ->> 'address_key')
              ELSE (either ->> 'subscriber')::bigint END,
            old_row, new_row);
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION audit_note() IS 'one line of the audit log for one row that a coordinator changed';

-- Roles that handle mail name no actor, and pay for none of this.
DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['subscriber', 'address', 'subscription', 'list', 'audience', 'programme'] LOOP
    EXECUTE format('CREATE TRIGGER %1$I_audit AFTER UPDATE OR DELETE ON %1$I FOR EACH ROW
      WHEN (coalesce(current_setting(''colporteur.actor'', true), '''') <> '''') EXECUTE FUNCTION audit_note()', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['list_role'] LOOP
    EXECUTE format('CREATE TRIGGER %1$I_audit AFTER INSERT OR UPDATE OR DELETE ON %1$I FOR EACH ROW
      WHEN (coalesce(current_setting(''colporteur.actor'', true), '''') <> '''') EXECUTE FUNCTION audit_note()', t);
  END LOOP;
END
$$;

-- Erasing names nobody in the log, and takes along what the log has of the person.
CREATE OR REPLACE FUNCTION subscriber_erase(p_subscriber bigint, p_how text) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, public, pg_temp AS $$
DECLARE
  keys text[] := ARRAY(SELECT address_key FROM address WHERE subscriber = p_subscriber);
  numbers bigint[] := ARRAY(SELECT gone FROM subscriber_merged WHERE kept = p_subscriber) || p_subscriber;
  the_actor text := coalesce(current_setting('colporteur.actor', true), '');
BEGIN
  PERFORM set_config('colporteur.actor', '', true);
  INSERT INTO tombstone (address_hash) SELECT tombstone_hash(k) FROM unnest(keys) k
    ON CONFLICT (address_hash) DO UPDATE SET erased_at = the_time();
  PERFORM set_config('colporteur.erasing', 'yes', true);
  DELETE FROM consent_event WHERE subscriber = ANY (numbers);
  DELETE FROM audit WHERE subscriber = ANY (numbers);
  PERFORM set_config('colporteur.erasing', '', true);
  INSERT INTO consent_event (subscriber, what, how) VALUES (p_subscriber, 'erase', p_how);
  IF the_actor <> '' THEN
    INSERT INTO audit (actor, what, object) VALUES (the_actor, 'erase', 'subscriber');
  END IF;
  DELETE FROM bounce WHERE subscriber = ANY (numbers);
  DELETE FROM bounce_score WHERE subscriber = ANY (numbers);
  DELETE FROM suppression WHERE address_key = ANY (keys);
  DELETE FROM held_message WHERE lower(from_address) = ANY (keys) OR lower(sender) = ANY (keys);
  DELETE FROM notice_recipient WHERE lower(address) = ANY (keys);
  DELETE FROM list_role WHERE lower(address) = ANY (keys);
  UPDATE message SET from_address = NULL WHERE lower(from_address) = ANY (keys);
  DELETE FROM subscriber WHERE id = p_subscriber;
  PERFORM set_config('colporteur.actor', the_actor, true);
END
$$;

-- --- what was agreed ---

CREATE TABLE consent_text (
  list bigint NOT NULL,
  version int NOT NULL CHECK (version > 0),
  text text NOT NULL CHECK (text <> ''),
  since timestamptz NOT NULL DEFAULT the_time(),
  PRIMARY KEY (list, version)
);
COMMENT ON TABLE consent_text IS 'append-only: what people agree to when they join a list; a proof is about the version in force at its time';
COMMENT ON COLUMN consent_text.list IS 'number of the list, which it outlives as the proofs do';
COMMENT ON COLUMN consent_text.version IS 'counted from 1';
COMMENT ON COLUMN consent_text.text IS 'the words people saw';
COMMENT ON COLUMN consent_text.since IS 'from when on they saw them';
CREATE TRIGGER consent_text_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON consent_text
  FOR EACH STATEMENT EXECUTE FUNCTION append_only();
REVOKE UPDATE, DELETE ON consent_text FROM colporteur_engine;

CREATE VIEW consent AS
  SELECT c.id, c.at, c.subscriber, c.list, c.what, c.how, c.network,
         (SELECT max(t.version) FROM consent_text t WHERE t.list = c.list AND t.since <= c.at
            AND c.what IN ('subscribe', 'confirm', 'import')) AS version
  FROM consent_event c;
COMMENT ON VIEW consent IS 'proofs of consent with the version of the text that was in force';
COMMENT ON COLUMN consent.version IS 'of consent_text; NULL: the list had none, or nothing was agreed to';
GRANT SELECT ON consent TO colporteur_engine;
