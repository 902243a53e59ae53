-- SPDX-License-Identifier: GPL-3.0-or-later
-- People by the hundred thousand. Checking references row by row took longer than storing the
-- rows: they are checked by the statement, with the same promises. Keys are compared as the ASCII
-- they are, not by the rules of a language.

SET LOCAL search_path = colporteur, public;

ALTER TABLE address DROP CONSTRAINT address_address_key_check, DROP CONSTRAINT address_address_check;
ALTER TABLE address
  ALTER COLUMN address_key TYPE text COLLATE "C",
  ADD CONSTRAINT address_key_check CHECK (address_key = lower(address_key) AND address_key ~ '^[^@[:cntrl:] ]+@[^@[:cntrl:] ]+$'),
  ADD CONSTRAINT address_check CHECK (address = address_key OR address COLLATE "C" !~ '[[:cntrl:] ]');

-- One index finds the addresses of a subscriber and keeps one of them primary.
DROP INDEX address_primary;
DROP INDEX address_subscriber;
CREATE UNIQUE INDEX address_subscriber ON address (subscriber, (CASE WHEN is_primary THEN '' ELSE address_key END));

-- As the index does, so the key: by person, then in the order of the events.
ALTER TABLE consent_event DROP CONSTRAINT consent_event_pkey;
DROP INDEX consent_event_subscriber;
ALTER TABLE consent_event ADD PRIMARY KEY (subscriber, id);

ALTER TABLE address DROP CONSTRAINT address_subscriber_fkey;
ALTER TABLE subscription DROP CONSTRAINT subscription_subscriber_fkey, DROP CONSTRAINT subscription_list_fkey;

-- Whom this transaction itself added nobody else can remove: an import numbers them one after the
-- other, so counting between the first and the last tells. Everybody else is locked, as a foreign
-- key does it, so that who removes them waits and then takes the new rows along.
CREATE FUNCTION subscriber_is_there() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = colporteur, pg_temp SET enable_seqscan = off AS $$
DECLARE
  ours xid := pg_current_xact_id()::xid;
  first bigint;
  last bigint;
BEGIN
  SELECT min(subscriber), max(subscriber) INTO first, last FROM fresh;
  IF last - first < 100000 AND (SELECT count(*) FROM subscriber s WHERE s.id BETWEEN first AND last AND s.xmin = ours) = last - first + 1 THEN
    RETURN NULL;
  END IF;
  PERFORM FROM subscriber s WHERE s.id IN (SELECT f.subscriber FROM fresh f) FOR KEY SHARE;
  IF EXISTS (SELECT FROM fresh f WHERE NOT EXISTS (SELECT FROM subscriber s WHERE s.id = f.subscriber)) THEN
    RAISE EXCEPTION 'a row of % refers to a subscriber who is not there', TG_TABLE_NAME USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION subscriber_is_there() IS 'what a foreign key to subscriber would check, for all rows of a statement at once';

CREATE FUNCTION list_is_there() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
DECLARE
  lists bigint[] := ARRAY(SELECT DISTINCT f.list FROM fresh f);
  found bigint;
BEGIN
  PERFORM FROM list l WHERE l.id = ANY (lists) FOR KEY SHARE;
  GET DIAGNOSTICS found = ROW_COUNT;
  IF found < cardinality(lists) THEN
    RAISE EXCEPTION 'a row of % refers to a list that is not there', TG_TABLE_NAME USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION list_is_there() IS 'what a foreign key to list would check, for all rows of a statement at once';

CREATE FUNCTION reference_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'a row of % cannot change what it belongs to or is known by', TG_TABLE_NAME USING ERRCODE = 'foreign_key_violation';
END
$$;
COMMENT ON FUNCTION reference_stays() IS 'refuses to renumber what others refer to';

CREATE FUNCTION subscriber_takes_along() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
BEGIN
  DELETE FROM address WHERE subscriber IN (SELECT id FROM gone);
  DELETE FROM subscription WHERE subscriber IN (SELECT id FROM gone);
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION subscriber_takes_along() IS 'what ON DELETE CASCADE would do: addresses and subscriptions go with their subscriber';

CREATE FUNCTION list_takes_along() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
BEGIN
  DELETE FROM subscription WHERE list IN (SELECT id FROM gone);
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION list_takes_along() IS 'what ON DELETE CASCADE would do: subscriptions go with their list';

CREATE FUNCTION subscriber_is_there_now() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
BEGIN
  PERFORM FROM subscriber s WHERE s.id = NEW.subscriber FOR KEY SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'a row of % refers to a subscriber who is not there', TG_TABLE_NAME USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION subscriber_is_there_now() IS 'the same for one row that moves to another subscriber';

CREATE TRIGGER address_subscriber_there AFTER INSERT ON address REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION subscriber_is_there();
CREATE TRIGGER address_subscriber_moved AFTER UPDATE OF subscriber ON address FOR EACH ROW
  WHEN (NEW.subscriber IS DISTINCT FROM OLD.subscriber) EXECUTE FUNCTION subscriber_is_there_now();
CREATE TRIGGER subscription_subscriber_there AFTER INSERT ON subscription REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION subscriber_is_there();
CREATE TRIGGER subscription_list_there AFTER INSERT ON subscription REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION list_is_there();
CREATE TRIGGER subscription_subscriber_moved AFTER UPDATE OF subscriber ON subscription FOR EACH ROW
  WHEN (NEW.subscriber IS DISTINCT FROM OLD.subscriber) EXECUTE FUNCTION subscriber_is_there_now();
CREATE TRIGGER subscription_list_moved BEFORE UPDATE OF list ON subscription FOR EACH ROW
  WHEN (NEW.list IS DISTINCT FROM OLD.list) EXECUTE FUNCTION reference_stays();
CREATE TRIGGER subscriber_renumbered BEFORE UPDATE OF id ON subscriber FOR EACH ROW
  WHEN (NEW.id IS DISTINCT FROM OLD.id) EXECUTE FUNCTION reference_stays();
CREATE TRIGGER list_renumbered BEFORE UPDATE OF id ON list FOR EACH ROW
  WHEN (NEW.id IS DISTINCT FROM OLD.id) EXECUTE FUNCTION reference_stays();
CREATE TRIGGER subscriber_gone AFTER DELETE ON subscriber REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION subscriber_takes_along();
CREATE TRIGGER list_gone AFTER DELETE ON list REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION list_takes_along();

-- An import hands its rows over as arrays: there is nothing to stage.
DROP TABLE incoming_subscriber;
