-- SPDX-License-Identifier: GPL-3.0-or-later
-- The site's role cannot read an address or a private message, whatever page is tricked into asking.
BEGIN;
SELECT plan(18);

SELECT is_empty($$
  SELECT oid::regclass FROM pg_class
  WHERE relnamespace = 'colporteur'::regnamespace AND relkind IN ('r', 'v', 'm', 'p', 'S')
    AND CASE relkind WHEN 'S' THEN has_sequence_privilege('colporteur_site', oid, 'USAGE, SELECT, UPDATE')
        ELSE has_any_column_privilege('colporteur_site', oid, 'SELECT, INSERT, UPDATE, REFERENCES')
          OR has_table_privilege('colporteur_site', oid, 'DELETE, TRUNCATE, TRIGGER') END
$$, 'the site has no right on any table of the engine');
SELECT is_empty($$
  SELECT oid::regprocedure FROM pg_proc
  WHERE pronamespace = 'colporteur'::regnamespace AND has_function_privilege('colporteur_site', oid, 'EXECUTE')
$$, 'the site may call none of the engine''s functions');
SELECT ok(NOT has_schema_privilege('colporteur_site', 'colporteur', 'USAGE'), 'the site does not see the engine''s schema');
SELECT ok(NOT has_schema_privilege('colporteur_site', 'site', 'CREATE'), 'the site makes nothing in its schema');
SELECT ok(NOT has_schema_privilege('colporteur_site', 'public', 'CREATE'), 'nor in the public one');
SELECT ok(NOT has_database_privilege('colporteur_site', 'colporteur', 'TEMPORARY'), 'nor temporary tables');
SELECT is_empty($$
  SELECT oid::regclass FROM pg_class
  WHERE relnamespace = 'site'::regnamespace AND relkind IN ('r', 'v', 'm')
    AND has_table_privilege('colporteur_site', oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
$$, 'the site changes nothing through its views');
SELECT is_empty($$
  SELECT c.oid::regclass, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
  WHERE c.relnamespace = 'site'::regnamespace AND a.attname ~ '(^|_)(address|raw|notes|sender|key)(_|$)'
$$, 'no view of the site has a column for addresses or raw mail');
SELECT is_empty($$
  SELECT rolname FROM pg_roles WHERE rolname LIKE 'colporteur_%' 
    AND (rolsuper OR rolcreaterole OR rolcreatedb OR (rolbypassrls AND rolname <> 'colporteur_engine'))
$$, 'none of the roles is more than an ordinary one, but that no policy holds the engine');
SELECT is_empty($$
  SELECT rolname FROM pg_roles WHERE rolname <> 'colporteur_site' AND pg_has_role('colporteur_site', oid, 'MEMBER')
$$, 'the site''s role is a member of no other');

-- What the columns are called may deceive: look for the values.
INSERT INTO subscriber (name, notes) VALUES ('Ange', 'notes-marker');
INSERT INTO address (address_key, address, subscriber) SELECT 'marker@example.org', 'Marker@example.org', id FROM subscriber;
INSERT INTO list (name, domain, kind, title, is_public) VALUES
  ('mobilites', 'example.org', 'discussion', 'Mobilités', true), ('bureau', 'example.org', 'discussion', 'Bureau', false);
INSERT INTO message (message_id, content_hash, short_hash, raw, from_name, from_address, subject, body, date, date_reason)
  SELECT k || '@example.org', sha256(k::bytea), k, 'raw-marker', 'Ange', 'marker@example.org', 'Sujet', 'Corps ' || k, the_time(), 'date'
  FROM unnest(ARRAY['public', 'private-marker']) k;
SELECT lives_ok($$
  SELECT post_insert(l.id, m.id, s.id) FROM list l, message m, subscriber s
  WHERE (l.name, m.short_hash) IN (('mobilites', 'public'), ('bureau', 'private-marker'))
$$, 'two posts, one on a private list');
CREATE FUNCTION pg_temp.seen(pattern text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE v regclass; n bigint;
BEGIN
  FOR v IN SELECT oid FROM pg_class WHERE relnamespace = 'site'::regnamespace AND relkind IN ('v', 'r', 'm') LOOP
    EXECUTE format('SELECT count(*) FROM %s r WHERE r::text ~* $1', v) INTO n USING pattern;
    IF n > 0 THEN RETURN NEXT v::text; END IF;
  END LOOP;
END
$$;
SET LOCAL ROLE colporteur_site;
SELECT isnt_empty($$ SELECT pg_temp.seen('Corps public') $$, 'the site sees what is public');
SELECT is_empty($$ SELECT pg_temp.seen('marker') $$, 'the site sees no address, no raw mail and no private list');
SELECT throws_ok('SELECT address FROM colporteur.address', '42501', NULL, 'reading addresses is refused');
SELECT throws_ok('SELECT raw FROM colporteur.message', '42501', NULL, 'reading raw mail is refused');
SELECT throws_ok('SELECT colporteur.territory_closure_rebuild()', '42501', NULL, 'calling the engine''s functions is refused');
SELECT results_eq($$ SELECT list_name FROM site.search('corps sujet', NULL, NULL, NULL, 0, 0, false, NULL, NULL, false, 0, 20) $$, ARRAY['mobilites'],
  'the site searches, and finds what is public');
RESET ROLE;

SET LOCAL ROLE colporteur_engine;
SELECT throws_ok('ALTER TABLE territory ADD COLUMN x int', '42501', NULL, 'the engine changes no table');
RESET ROLE;

SELECT * FROM finish();
ROLLBACK;
