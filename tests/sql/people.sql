-- SPDX-License-Identifier: GPL-3.0-or-later
-- What no two subscribers and no two lists may share, and what a list may be called.
BEGIN;
SELECT plan(34);

INSERT INTO subscriber (name) VALUES ('Ange'), ('Maël');
CREATE FUNCTION pg_temp.person(text) RETURNS bigint LANGUAGE sql AS 'SELECT id FROM subscriber WHERE name = $1';
SELECT lives_ok($$ INSERT INTO address VALUES ('ange@example.org', 'Ange@Example.org', pg_temp.person('Ange')) $$, 'an address');
SELECT throws_ok($$ INSERT INTO address VALUES ('ange@example.org', 'ange@example.org', pg_temp.person('Maël')) $$, '23505', NULL,
  'two people cannot have one address');
SELECT throws_ok($$ INSERT INTO address VALUES ('a2@example.org', 'a2@example.org', pg_temp.person('Ange')) $$, '23505', NULL,
  'nobody has two primary addresses');
SELECT lives_ok($$ INSERT INTO address VALUES ('a2@example.org', 'a2@example.org', pg_temp.person('Ange'), false) $$,
  'a second address beside the primary one');
SELECT throws_ok(format($$ INSERT INTO address VALUES (%L, 'x@example.org', pg_temp.person('Maël')) $$, bad), '23514', NULL,
    'no key of an address is ' || quote_literal(bad))
  FROM unnest(ARRAY['Upper@example.org', 'nobody', 'a@b@c', 'two words@example.org', E'line\nbreak@example.org', '']) bad;
SELECT throws_ok(format($$ INSERT INTO address VALUES ('y@example.org', %L, pg_temp.person('Maël')) $$, E'y@example.org\r\nBcc: z@example.org'),
  '23514', NULL, 'an address cannot bring a header of its own');
SELECT throws_ok($$ INSERT INTO subscriber (name) VALUES (E'Ange\nBcc: z@example.org') $$, '23514', NULL, 'nor can a name');
SELECT throws_ok($$ INSERT INTO subscriber (language) VALUES ('de') $$, '23514', NULL, 'a language we do not write is refused');
SELECT throws_ok($$ INSERT INTO subscriber (knowledge) VALUES ('{citizen,occult}') $$, '23514', NULL, 'an unknown knowledge is refused');

PREPARE list_named AS INSERT INTO list (name, domain, kind, title) VALUES ($1, 'example.org', 'discussion', 'T');
SELECT lives_ok('EXECUTE list_named(''mobilites'')', 'a list');
SELECT throws_ok('EXECUTE list_named(''mobilites'')', '23505', NULL, 'two lists cannot have one name');
SELECT throws_ok(format('EXECUTE list_named(%L)', 'ville-' || suffix), '23514', NULL, 'no list is called *-' || suffix)
  FROM unnest(ARRAY['owner', 'request', 'join', 'subscribe', 'leave', 'unsubscribe', 'confirm', 'bounces', 'moderate', 'propose']) suffix;
SELECT throws_ok(format('EXECUTE list_named(%L)', bad), '23514', NULL, 'no list is called ' || quote_literal(bad))
  FROM unnest(ARRAY['Ville', 'v', '-ville', 'ville-', 'vi+lle', 'vi lle', 'twenty-three-letters-xx']) bad;
SELECT lives_ok('EXECUTE list_named(''bouncesandowner'')', 'a reserved word inside a name is allowed');

SELECT * FROM finish();
ROLLBACK;
