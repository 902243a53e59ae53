-- SPDX-License-Identifier: GPL-3.0-or-later
-- What is known about a person says whether they asked to be shown by initials. The document is one
-- long statement: this adds a member, and fails where there is no place for it.

SET LOCAL search_path = colporteur, public;

DO $$
DECLARE
  definition CONSTANT text := pg_get_functiondef('subscriber_document(bigint)'::regprocedure);
  changed CONSTANT text := replace(definition, $q$'notes', s.notes,$q$, $q$'notes', s.notes, 'shown by initials', CASE WHEN s.by_initials THEN 'yes' ELSE 'no' END,$q$);
BEGIN
  IF changed = definition THEN RAISE 'subscriber_document() has no notes'; END IF;
  EXECUTE changed;
END
$$;
