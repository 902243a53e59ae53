-- SPDX-License-Identifier: GPL-3.0-or-later
-- A notice goes with the last of those it went to: what it says names them, and may be all that is
-- known about them.

SET LOCAL search_path = colporteur, public;

CREATE FUNCTION notice_forgotten() RETURNS trigger LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
BEGIN
  UPDATE mailing m SET content = '' WHERE m.id IN (SELECT o.mailing FROM gone o) AND m.kind = 'notice' AND m.content <> ''
    AND NOT EXISTS (SELECT FROM notice_recipient n WHERE n.mailing = m.id);
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION notice_forgotten() IS 'what a notice said is emptied once nobody is left whom it went to';
CREATE TRIGGER notice_forgotten AFTER DELETE ON notice_recipient REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION notice_forgotten();

UPDATE mailing m SET content = '' WHERE m.kind = 'notice' AND m.content <> '' AND NOT EXISTS (SELECT FROM notice_recipient n WHERE n.mailing = m.id);
