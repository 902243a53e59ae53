-- SPDX-License-Identifier: GPL-3.0-or-later
-- A probe names the address it tries. Once it got through it is not needed any more; one that did
-- not, and might be tried again by hand, goes with the person.

SET LOCAL search_path = colporteur, public;

CREATE FUNCTION probe_done() RETURNS trigger LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
BEGIN
  NEW.content := '';
  RETURN NEW;
END
$$;
COMMENT ON FUNCTION probe_done() IS 'what a probe said is emptied once it got through';
CREATE TRIGGER probe_done BEFORE UPDATE ON mailing FOR EACH ROW
  WHEN (NEW.kind = 'probe' AND NEW.state = 'finished' AND NEW.failed = 0 AND NEW.content <> '') EXECUTE FUNCTION probe_done();

CREATE OR REPLACE FUNCTION subscriber_forgotten() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
BEGIN
  DELETE FROM robot_answer WHERE address_key IN (SELECT address_key FROM address WHERE subscriber = OLD.id);
  DELETE FROM page_letter WHERE subscriber = OLD.id;
  UPDATE mailing m SET content = '' WHERE m.kind = 'probe' AND m.content <> '' AND EXISTS (
    SELECT FROM delivery d WHERE d.mailing = m.id
      AND (d.recipient = OLD.id OR d.recipient IN (SELECT g.gone FROM subscriber_merged g WHERE g.kept = OLD.id)));
  RETURN OLD;
END
$$;

-- Few probes have words, and an erased person waits for no scan of the ledger.
CREATE INDEX mailing_probe ON mailing (id) WHERE kind = 'probe' AND content <> '';

UPDATE mailing SET content = '' WHERE kind = 'probe' AND state = 'finished' AND failed = 0 AND content <> '';
