-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who reads the database understands it: everything in it says what it is.
BEGIN;
SELECT plan(5);

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

SELECT * FROM finish();
ROLLBACK;
