-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who reads the database understands it: everything in it says what it is.
BEGIN;
SELECT plan(9);

SELECT cmp_ok((SELECT count(*) FROM pg_class WHERE relnamespace = 'colporteur'::regnamespace AND relkind = 'r'), '>', 30::bigint,
  'the tables are there');
SELECT is_empty($$
  SELECT oid::regclass FROM pg_class
  WHERE relnamespace IN ('colporteur'::regnamespace, 'site'::regnamespace) AND relkind IN ('r', 'v', 'm', 'p')
    AND obj_description(oid, 'pg_class') IS NULL
$$, 'every table and view has a comment');
SELECT is_empty($$
  SELECT c.oid::regclass, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  WHERE c.relnamespace = 'colporteur'::regnamespace AND c.relkind IN ('r', 'p') AND col_description(c.oid, a.attnum) IS NULL
$$, 'every column of a table has a comment');
SELECT is_empty($$
  SELECT oid::regprocedure FROM pg_proc
  WHERE pronamespace IN ('colporteur'::regnamespace, 'site'::regnamespace) AND obj_description(oid, 'pg_proc') IS NULL
$$, 'every function has a comment');
SELECT is_empty($$
  SELECT oid::regprocedure FROM pg_proc
  WHERE pronamespace IN ('colporteur'::regnamespace, 'site'::regnamespace) AND prosecdef
    AND NOT EXISTS (SELECT FROM unnest(proconfig) setting WHERE setting LIKE 'search_path=%')
$$, 'a function with its owner''s rights has a search path of its own');

-- Small functions in the place of their calls: as calls they are planned at each use, which takes
-- longer than most queries of a page.
CREATE FUNCTION pg_temp.plan(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE line text; lines text := '';
BEGIN
  FOR line IN EXECUTE 'EXPLAIN (VERBOSE, COSTS OFF) ' || query LOOP lines := lines || line || E'\n'; END LOOP;
  RETURN lines;
END
$$;
SELECT unalike(pg_temp.plan('SELECT us(date), at_us(id), site.us(date), masked(from_address), the_time() FROM message'), '%' || f || '(%', f || '() is put in the place of its call')
  FROM unnest(ARRAY['us', 'masked']) f;
SELECT results_eq($$ SELECT us(at), at_us(n), at_us(us(at)) FROM (VALUES (timestamptz '2026-11-27 18:03:00.000123+01', 1790000000123457), ('1969-12-31 23:59:59.999999Z', -1),
    ('0001-01-01Z', -62135596800000000)) x(at, n) $$,
  $$ VALUES (1795798980000123, timestamptz '2026-09-21 14:13:20.123457Z', timestamptz '2026-11-27 17:03:00.000123Z'), (-1::bigint, timestamptz '1969-12-31 23:59:59.999999Z', timestamptz '1969-12-31 23:59:59.999999Z'),
    (-62135596800000000, timestamptz '0001-01-01Z', timestamptz '0001-01-01Z') $$, 'microseconds are those since 1970, to and fro');
SELECT is(plain(E'L’Île-d’Arz ‘ʼ Plouër-sur-Rance'), 'l''ile d''arz '''' plouer sur rance', 'names are compared without case, accents and kinds of apostrophes, and a hyphen is a blank');

SELECT * FROM finish();
ROLLBACK;
