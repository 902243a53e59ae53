-- SPDX-License-Identifier: GPL-3.0-or-later
-- Attachments of messages that were filed before pages listed any.

SET LOCAL search_path = colporteur, public;

CREATE TABLE parts_due (
  message bigint PRIMARY KEY REFERENCES message ON DELETE CASCADE
);
COMMENT ON TABLE parts_due IS 'messages whose parts do not say where their files are; the clock reads them again, and then it is empty';
COMMENT ON COLUMN parts_due.message IS 'which';
GRANT SELECT, DELETE ON parts_due TO colporteur_engine;

CREATE FUNCTION parts_due_find() RETURNS bigint LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
-- Perhaps some too many: which parts are files is the archive's to say.
DECLARE
  n bigint;
BEGIN
  INSERT INTO parts_due SELECT m.id FROM message m
    WHERE jsonb_path_exists(m.parts, '$[*] ? (@.disposition == "attachment" || exists(@.name) || !(@.type starts with "text/" || @.type starts with "multipart/"))')
      AND NOT jsonb_path_exists(m.parts, '$[*].from')
    ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS n = ROW_COUNT;
  RETURN n;
END
$$;
COMMENT ON FUNCTION parts_due_find() IS 'note the messages whose parts have files without their places; how many more there are';
REVOKE EXECUTE ON FUNCTION parts_due_find() FROM PUBLIC;
SELECT parts_due_find();
