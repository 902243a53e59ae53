-- SPDX-License-Identifier: GPL-3.0-or-later
-- Whatever refers to a territory follows when it becomes part of another, and codes stay what they are.
BEGIN;
SELECT plan(28);

-- A new table that refers to territories is added to territory_carry(), then here with a test of
-- its own below.
SELECT set_eq($$
  SELECT c.conrelid::regclass::text || '.' || a.attname FROM pg_constraint c
  JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
  WHERE c.contype = 'f' AND c.confrelid = 'territory'::regclass
$$, ARRAY['contribution_territory.territory', 'edition_near.territory', 'edition_condition.territory', 'territory_parent.child', 'territory_parent.parent',
          'territory_former_code.territory', 'territory_former_name.territory', 'territory_postal_code.territory',
          'coordinator_territory.territory', 'list_territory.territory'],
  'every foreign key to territories is one that is tested here');
-- Arrays have no foreign keys. The import's table is empty whenever somebody else looks.
SELECT set_eq($$
  SELECT c.oid::regclass::text || '.' || a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
  WHERE c.relnamespace = 'colporteur'::regnamespace AND c.relkind = 'r' AND a.attname ~ 'territor|place'
    AND a.atttypid IN ('int[]'::regtype, 'bigint[]'::regtype)
$$, ARRAY['subscriber.territories', 'subscriber.places', 'join_request.territories', 'letter_waiting.places', 'letter_waiting.small_places'], 'and so is every array of them');
SELECT is_empty($$
  SELECT c.conrelid::regclass FROM pg_constraint c
  WHERE c.contype = 'f' AND c.confrelid = 'territory'::regclass
    AND (SELECT string_agg(prosrc, '') FROM pg_proc WHERE oid IN ('territory_carry'::regproc, 'territory_carry_data'::regproc)) !~ ('(INTO|UPDATE|FROM) ' || c.conrelid::regclass)
$$, 'territory_carry() names each of these tables');

-- Cambout (22027) becomes part of Plumieux (22241), as it did.
INSERT INTO territory (code, kind, official_code, name, slug) VALUES ('22027', 'commune', '22027', 'Le Cambout', 'le-cambout');
DELETE FROM territory_former_code WHERE code = '22027';
CREATE FUNCTION pg_temp.id(text) RETURNS bigint LANGUAGE sql STABLE AS 'SELECT id FROM territory WHERE code = $1';
INSERT INTO territory (code, kind, name, slug) VALUES
  ('landes', 'own', 'Landes', 'own-landes'), ('bourg', 'own', 'Bourg', 'own-bourg'), ('pays', 'own', 'Pays', 'own-pays');
INSERT INTO territory_parent (child, parent) VALUES
  (pg_temp.id('22027'), pg_temp.id('22')), (pg_temp.id('22027'), pg_temp.id('landes')), (pg_temp.id('bourg'), pg_temp.id('22027')),
  (pg_temp.id('22027'), pg_temp.id('pays')), (pg_temp.id('pays'), pg_temp.id('22241'));
INSERT INTO territory_former_code (code, territory) VALUES ('22998', pg_temp.id('22027'));
INSERT INTO territory_former_name (territory, name) VALUES (pg_temp.id('22027'), 'Cambout-les-Landes');
INSERT INTO territory_postal_code (postal_code, territory) VALUES ('22210', pg_temp.id('22027')) ON CONFLICT DO NOTHING;
DO $$ BEGIN PERFORM territory_closure_rebuild(); END $$;
INSERT INTO subscriber (name, territories) VALUES ('Maud', ARRAY[pg_temp.id('22027')]::int[]),
  ('Ange', ARRAY[pg_temp.id('22027'), pg_temp.id('22241'), pg_temp.id('29019')]::int[]), ('Mael', ARRAY[pg_temp.id('22')]::int[]);
INSERT INTO contribution (kind, title, body) VALUES ('initiative', 'Une', 'x'), ('initiative', 'Deux', 'x');
INSERT INTO contribution_territory (contribution, territory)
  SELECT id, pg_temp.id('22027') FROM contribution UNION SELECT id, pg_temp.id('22241') FROM contribution WHERE title = 'Deux';
INSERT INTO list (name, domain, kind, title) VALUES ('lettre', 'example.org', 'newsletter', 'La lettre');
INSERT INTO edition (list, number, title, editorial, message_id) SELECT id, 1, 'Un', 'x', 'un@example.org' FROM list;
INSERT INTO edition_piece (edition, position, section, part, html, text)
  SELECT id, n, 'territory', 'heading', 'x', 'x' FROM edition, generate_series(1, 2) n;
INSERT INTO coordinator (name, by_list, by_territory) VALUES ('ana', false, true), ('bob', false, true);
INSERT INTO coordinator_territory VALUES ('ana', pg_temp.id('22027')), ('bob', pg_temp.id('22027')), ('bob', pg_temp.id('22241'));
INSERT INTO list (name, domain, kind, title) VALUES
  ('landes', 'lists.example.org', 'discussion', 'Landes'), ('both', 'lists.example.org', 'discussion', 'Both');
INSERT INTO list_territory SELECT l.id, t.id FROM list l, territory t WHERE (l.name, t.code) IN (('landes', '22027'), ('both', '22027'), ('both', '22241'));
INSERT INTO join_request (list, subscriber, language, territories)
  SELECT (SELECT id FROM list WHERE name = 'lettre'), id, 'fr', territories FROM subscriber WHERE name IN ('Maud', 'Ange');
INSERT INTO edition_near (edition, territory, position, distance)
  SELECT id, pg_temp.id('22027'), n, n FROM edition, generate_series(1, 2) n UNION SELECT id, pg_temp.id('22241'), 1, 3 FROM edition;
INSERT INTO edition_condition (edition, number, territory) SELECT id, 2, pg_temp.id('22027') FROM edition;

SET LOCAL ROLE colporteur_engine;
SELECT lives_ok($$ SELECT territory_carry(pg_temp.id('22027'), pg_temp.id('22241')) $$, 'the engine carries all along');
SELECT lives_ok($$ DELETE FROM territory WHERE code = '22027' $$, 'nothing refers to what is no more');
SELECT lives_ok($$ SELECT territory_closure_rebuild() $$, 'no circle is closed');
RESET ROLE;

CREATE FUNCTION pg_temp.lives_in(text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT string_agg(t.code, ' ' ORDER BY t.code) FROM subscriber s, unnest(s.territories) u JOIN territory t ON t.id = u WHERE s.name = $1
$$;
SELECT is(pg_temp.lives_in('Maud'), '22241', 'who lived there lives in what it is part of');
SELECT is(pg_temp.lives_in('Ange'), '22241 29019', 'once, and elsewhere as before');
SELECT is(pg_temp.lives_in('Mael'), '22', 'others stay');
SELECT is((SELECT places FROM subscriber WHERE name = 'Maud'), places_of(ARRAY[pg_temp.id('22241')]::int[]), 'with all that it lies in');
SELECT results_eq($$ SELECT c.title, t.code FROM contribution_territory JOIN contribution c ON c.id = contribution JOIN territory t ON t.id = territory ORDER BY 1 $$,
  $$ VALUES ('Deux', '22241'), ('Une', '22241') $$, 'contributions follow, each once');
SELECT results_eq($$ SELECT coordinator, t.code FROM coordinator_territory JOIN territory t ON t.id = territory ORDER BY 1 $$,
  $$ VALUES ('ana', '22241'), ('bob', '22241') $$, 'coordinators look after what took the place, once');
SELECT results_eq($$ SELECT l.name, t.code FROM list_territory JOIN list l ON l.id = list JOIN territory t ON t.id = territory ORDER BY 1 $$,
  $$ VALUES ('both', '22241'), ('landes', '22241') $$, 'lists are about what took the place, once');
SELECT results_eq($$ SELECT s.name, (SELECT string_agg(t.code, ' ' ORDER BY t.code) FROM unnest(j.territories) u JOIN territory t ON t.id = u)
  FROM join_request j JOIN subscriber s ON s.id = j.subscriber ORDER BY 1 $$, $$ VALUES ('Ange', '22241 29019'), ('Maud', '22241') $$, 'who has not confirmed yet will, once');
SELECT results_eq($$ SELECT t.code, position, distance::int FROM edition_near JOIN territory t ON t.id = territory ORDER BY 2 $$,
  $$ VALUES ('22241', 1, 1), ('22241', 2, 2) $$, 'so does what a letter on its way chooses by, the nearer where there are two');
SELECT results_eq($$ SELECT t.code FROM edition_condition JOIN territory t ON t.id = territory $$, $$ VALUES ('22241') $$,
  'and what a block of it asks of its readers');
SELECT ok(EXISTS (SELECT FROM territory_former_code WHERE code = '22998' AND territory = pg_temp.id('22241')), 'former codes follow');
SELECT ok(EXISTS (SELECT FROM territory_former_name WHERE name = 'Cambout-les-Landes' AND territory = pg_temp.id('22241')), 'former names');
SELECT ok(EXISTS (SELECT FROM territory_postal_code WHERE postal_code = '22210' AND territory = pg_temp.id('22241')), 'postal codes');
SELECT results_eq($$ SELECT c.code, p.code FROM territory_parent JOIN territory c ON c.id = child JOIN territory p ON p.id = parent
    WHERE 'own' IN (c.kind, p.kind) AND 'bretagne-historique' NOT IN (c.code, p.code) ORDER BY 1 $$,
  $$ VALUES ('22241', 'landes'), ('bourg', '22241'), ('pays', '22241') $$, 'own territories hold, and lie in, what took its place');

-- Codes.
INSERT INTO territory_former_code (code, territory, kind) VALUES ('22027', pg_temp.id('22241'), 'commune');
SELECT throws_ok($$ INSERT INTO territory (code, kind, name, slug) VALUES ('22027', 'own', 'Autre', 'autre') $$, '23514', NULL,
  'a code that was a commune''s becomes no own territory''s');
SELECT lives_ok($$ INSERT INTO territory (code, kind, name, slug) VALUES ('22027', 'commune', 'Le Cambout', 'le-cambout') $$,
  'a commune may get its code back');
SELECT throws_ok($$ UPDATE territory SET code = '22997' WHERE code = '22027' $$, '23514', NULL, 'a code does not change');
SELECT throws_ok($$ UPDATE territory SET kind = 'epci' WHERE code = '22027' $$, '23514', NULL, 'nor does what it is of');
SELECT throws_ok($$ INSERT INTO territory_former_code (code, territory) VALUES ('22027', pg_temp.id('22')) $$, '23505', NULL,
  'a former code leads to one territory');
SELECT ok(NOT has_table_privilege('colporteur_site', 'territory_change', 'SELECT'), 'the site reads no report');

-- Nobody who leaves the closure behind is lost: what a vintage adds can be moved to at once.
SET LOCAL ROLE colporteur_engine;
INSERT INTO territory (code, kind, official_code, name, slug) VALUES ('22996', 'commune', '22996', 'Nouvelle', 'nouvelle-22996');
INSERT INTO territory_former_code (code, territory) VALUES ('22241', pg_temp.id('22996'));
UPDATE territory SET retired_in = 'test' WHERE code = '22241';
SELECT is(territory_settle('test', 0), 1::bigint, 'one went');
SELECT is(pg_temp.lives_in('Maud'), '22996', 'to a commune that the closure did not know');

SELECT * FROM finish();
ROLLBACK;
