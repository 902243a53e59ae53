-- SPDX-License-Identifier: GPL-3.0-or-later
-- A coordinator of one EPCI cannot see, change or write to anybody outside it, by whatever SQL.
BEGIN;
SELECT plan(70);

-- --- two EPCI, a list each and one for all ---
INSERT INTO territory (code, kind, name, slug) VALUES
  ('X1', 'epci', 'Brest Métropole', 'x1'), ('X2', 'epci', 'Rennes Métropole', 'x2'),
  ('C1', 'commune', 'Brest', 'c1'), ('C2', 'commune', 'Rennes', 'c2');
INSERT INTO territory_parent (child, parent)
  SELECT c.id, p.id FROM territory c, territory p WHERE (c.code, p.code) IN (('C1', 'X1'), ('C2', 'X2'));
SELECT territory_closure_rebuild();
INSERT INTO list (name, domain, kind, title) VALUES ('lettre', 'example.org', 'newsletter', 'La lettre'), ('bureau', 'example.org', 'discussion', 'Bureau');
INSERT INTO subscriber (name, territories) SELECT n, ARRAY(SELECT id::int FROM territory WHERE code = c)
  FROM (VALUES ('inside', 'C1'), ('inside2', 'C1'), ('outside', 'C2'), ('nowhere', '')) v(n, c);
INSERT INTO address (address_key, address, subscriber) SELECT name || '@example.org', name || '@example.org', id FROM subscriber;
INSERT INTO subscription (list, subscriber, state) SELECT l.id, s.id, 'confirmed' FROM list l, subscriber s WHERE l.name = 'lettre' AND s.name <> 'nowhere';
INSERT INTO subscription (list, subscriber, state) SELECT l.id, s.id, 'confirmed' FROM list l, subscriber s WHERE l.name = 'bureau' AND s.name IN ('inside2', 'outside');
INSERT INTO consent_event (subscriber, list, what, how) SELECT subscriber, list, 'import', 'test' FROM subscription;
INSERT INTO suppression (address_key, reason) SELECT address_key, 'request' FROM address WHERE address_key ~ '^(in|out)side@';
INSERT INTO bounce_score (list, subscriber) SELECT list, subscriber FROM subscription;
INSERT INTO subscriber_merged (gone, kept) SELECT id + 1000, id FROM subscriber;
SELECT set_config('colporteur.actor', 'admin', true);
UPDATE subscriber SET notes = 'secret of ' || name;
SELECT set_config('colporteur.actor', '', true);
INSERT INTO list_role (list, address, role) SELECT l.id, a, 'owner' FROM list l, unnest(ARRAY['Inside@example.org', 'outside@example.org']) a WHERE l.name = 'lettre';
INSERT INTO contribution (kind, title, body, author) VALUES ('finding', 'x', 'x', 'outside');
INSERT INTO coordinator (name, by_list, by_territory) VALUES ('ana', false, true), ('bob', true, false), ('eve', false, true), ('all', false, false), ('both', true, true);
INSERT INTO coordinator_territory SELECT c, id FROM territory, unnest(ARRAY['ana', 'both']) c WHERE code = 'X1';
INSERT INTO coordinator_list SELECT c, id FROM list, unnest(ARRAY['bob', 'both']) c WHERE name = 'bureau';
UPDATE coordinator SET ended_at = the_time() WHERE name = 'eve';
SELECT coordinator_role(n) FROM unnest(ARRAY['ana', 'bob', 'eve', 'all', 'both', 'none']) n;
CREATE TEMPORARY TABLE was AS SELECT s.*, (SELECT array_agg(u::text ORDER BY u.list) FROM subscription u WHERE u.subscriber = s.id) AS lists FROM subscriber s;
GRANT SELECT ON was TO PUBLIC;

-- --- ana: one EPCI ---
SET SESSION AUTHORIZATION colporteur_coordinator_ana;
SELECT results_eq('SELECT name FROM subscriber ORDER BY name', $$ VALUES ('inside'), ('inside2') $$, 'she sees her people');
SELECT results_eq('SELECT address_key COLLATE "default" FROM address ORDER BY 1', $$ VALUES ('inside2@example.org'), ('inside@example.org') $$, 'their addresses');
SELECT is((SELECT count(*) FROM subscription), 3::bigint, 'what they are on');
SELECT is((SELECT count(*) FROM consent_event), 3::bigint, 'what they agreed to');
SELECT is((SELECT count(*) FROM consent), 3::bigint, 'through the view, too');
SELECT is((SELECT count(*) FROM audit), 2::bigint, 'what was changed of them');
SELECT is((SELECT count(*) FROM suppression), 1::bigint, 'who of them is suppressed');
SELECT is((SELECT count(*) FROM bounce_score), 3::bigint, 'whom mail does not reach');
SELECT is((SELECT count(*) FROM subscriber_merged), 2::bigint, 'who was merged');
SELECT is((SELECT count(*) FROM subscriber_territory), 2::bigint, 'where they live');
SELECT is((SELECT name FROM coordinator), 'ana', 'herself among the coordinators');

SELECT set_config('colporteur.actor', 'admin', true);
SELECT set_config('role', 'none', true);
SELECT set_config('row_security', 'on', true);
SELECT is((SELECT count(*) FROM subscriber), 2::bigint, 'no setting widens it');
SELECT throws_ok('SET ROLE colporteur_engine', '42501', NULL, 'she cannot become the engine');
SELECT throws_ok('SET ROLE colporteur_owner', '42501', NULL, 'nor the owner');
SELECT throws_ok('SET ROLE colporteur_coordinator_all', '42501', NULL, 'nor another coordinator');
SET LOCAL ROLE colporteur_coordinator;
SELECT is((SELECT count(*) FROM subscriber), 2::bigint, 'as the group she is who she is');
RESET ROLE;
SELECT set_config('row_security', 'off', true);
SELECT throws_ok('SELECT * FROM subscriber', '42501', NULL, 'row security is not hers to turn off');
SELECT set_config('row_security', 'on', true);
CREATE FUNCTION pg_temp.leak(subscriber) RETURNS boolean LANGUAGE plpgsql COST 0.0001 AS
  $$ BEGIN IF $1.name = 'outside' THEN RAISE EXCEPTION 'leaked'; END IF; RETURN true; END $$;
SELECT lives_ok('SELECT FROM subscriber s WHERE pg_temp.leak(s)', 'a cheap function of hers is not asked before the policy');

SELECT lives_ok($$ UPDATE subscriber SET notes = 'x', name = name || '!' $$, 'she changes hers');
SELECT lives_ok($$ UPDATE address SET is_primary = is_primary $$, 'and their addresses');
SELECT lives_ok($$ UPDATE subscription SET delivery = 'digest' $$, 'and what they get');
SELECT lives_ok($$ DELETE FROM subscription WHERE subscriber IN (SELECT id FROM was WHERE name = 'outside') $$, 'removing others removes nothing');
SELECT throws_ok('DELETE FROM subscriber', '42501', NULL, 'and who goes is erased or merged');
SELECT throws_ok($$ INSERT INTO address (address_key, address, subscriber, is_primary) SELECT 'mine@example.org', 'mine@example.org', id, false FROM was WHERE name = 'outside' $$,
  '42501', NULL, 'she gives nobody outside an address of hers');
SELECT throws_ok($$ UPDATE address SET subscriber = (SELECT id FROM was WHERE name = 'outside'), is_primary = false $$, '42501', NULL, 'nor hands one over');
SELECT throws_ok($$ INSERT INTO subscription (list, subscriber, state) SELECT l.id, w.id, 'confirmed' FROM list l, was w WHERE l.name = 'lettre' AND w.name = 'nowhere' $$,
  '42501', NULL, 'she puts nobody outside on a list');
SELECT throws_ok($$ INSERT INTO subscription (list, subscriber, state) SELECT l.id, w.id, 'confirmed' FROM list l, was w WHERE w.name = 'outside'
  ON CONFLICT (list, subscriber) DO UPDATE SET delivery = 'none' $$, '42501', NULL, 'not by a conflict either');
SELECT throws_ok($$ INSERT INTO consent_event (subscriber, what, how) SELECT id, 'import', 'me' FROM was WHERE name = 'outside' $$, '42501', NULL, 'she proves nothing about them');
SELECT throws_ok('UPDATE consent_event SET how = $$me$$', '42501', NULL, 'and changes no proof');
SELECT throws_ok('DELETE FROM consent_event', '42501', NULL, 'nor removes one');
SELECT throws_ok($$ INSERT INTO subscriber (name, territories) SELECT 'new', ARRAY[id::int] FROM territory WHERE code = 'C2' $$, '42501', NULL, 'she adds nobody outside');
SELECT throws_ok($$ INSERT INTO subscriber (name, territories, places) SELECT 'new', ARRAY[(SELECT id::int FROM territory WHERE code = 'C2')], ARRAY[id::int] FROM territory WHERE code = 'X1' $$,
  '42501', NULL, 'whatever places she says');
SELECT throws_ok($$ UPDATE subscriber SET territories = ARRAY[(SELECT id::int FROM territory WHERE code = 'C2')] $$, '42501', NULL, 'nor sends hers away');
SELECT throws_ok('SELECT subscriber_erase(id, $$me$$) FROM was WHERE name = $$outside$$', '42501', NULL, 'nor erases somebody');
SELECT throws_ok('SELECT subscriber_merge(m.id, w.id) FROM subscriber m, was w WHERE w.name = $$outside$$', '42501', NULL, 'nor takes them in by merging');
SELECT is_empty('SELECT subscriber_traces(id) FROM was WHERE name = $$outside$$', 'nor learns what is kept of them');
SELECT is(subscriber_document(id), NULL, 'nor reads it') FROM was WHERE name = 'outside';
SELECT results_eq('SELECT address FROM list_role', $$ VALUES ('Inside@example.org') $$, 'nor who looks after lists, but for hers');
SELECT throws_ok('SELECT message FROM post', '42501', NULL, 'nor posts');
SELECT throws_ok('SELECT raw FROM held_message', '42501', NULL, 'nor held mail');
SELECT is_empty('SELECT author FROM contribution', 'nor who proposes what');
SELECT throws_ok('SELECT subscriber_erase_any(1, $$me$$)', '42501', NULL, 'nor through what is behind');
-- Mail: neither the ledger nor what fills it.
SELECT throws_ok('INSERT INTO mailing (kind, list, edition) VALUES ($$edition$$, 1, 1)', '42501', NULL, 'she starts no mailing');
SELECT throws_ok('INSERT INTO delivery (mailing, recipient) VALUES (1, 1)', '42501', NULL, 'nor adds to one');
SELECT throws_ok('INSERT INTO notice_recipient (mailing, position, address) VALUES (1, 1, $$a@example.org$$)', '42501', NULL, 'nor writes to an address');
SELECT throws_ok('SELECT * FROM token_key', '42501', NULL, 'she signs nothing');
SELECT throws_ok('UPDATE coordinator SET by_territory = false', '42501', NULL, 'and widens nothing of herself');
SELECT throws_ok('INSERT INTO coordinator_territory SELECT $$ana$$, id FROM territory', '42501', NULL, 'nor adds to it');
SELECT throws_ok('UPDATE audience SET expression = $$$$', '42501', NULL, 'nor changes whom others write to');
SELECT throws_ok('SELECT coordinator_role($$x$$)', '42501', NULL, 'nor makes roles');
SELECT is((SELECT string_agg(DISTINCT actor, ' ') FROM audit WHERE before ? 'name'), 'ana', 'the log has her, whatever the session said');
SELECT lives_ok('SELECT subscriber_erase(id, $$at their wish$$) FROM subscriber WHERE name = $$inside!$$', 'she erases one of hers');
RESET SESSION AUTHORIZATION;
SELECT is_empty($$ SELECT w.name FROM was w LEFT JOIN subscriber s USING (id) WHERE w.name IN ('outside', 'nowhere')
  AND (s.name, s.notes, s.territories, (SELECT array_agg(u::text ORDER BY u.list) FROM subscription u WHERE u.subscriber = s.id))
      IS DISTINCT FROM (w.name, w.notes, w.territories, w.lists) $$, 'nobody outside was touched');
SELECT is_empty($$ SELECT * FROM audit a WHERE a::text ~ 'inside[^2]|of inside"' $$, 'and the log forgot whom she erased');
SELECT is((SELECT actor FROM audit WHERE what = 'erase'), 'ana', 'but not that she did');

-- --- the others ---
SET SESSION AUTHORIZATION colporteur_coordinator_bob;
SELECT results_eq('SELECT name FROM subscriber ORDER BY name', $$ VALUES ('inside2!'), ('nowhere'), ('outside') $$, 'of a list: who is on it, and who is on none yet');
SELECT results_eq('SELECT name FROM list', $$ VALUES ('bureau') $$, 'which alone they see');
SELECT is((SELECT count(*) FROM subscription), 2::bigint, 'not what else they are on');
SELECT results_eq('SELECT DISTINCT name FROM audit WHERE object = $$subscription$$', $$ VALUES ('bureau') $$, 'nor in the log');
SET SESSION AUTHORIZATION colporteur_coordinator_both;
SELECT results_eq('SELECT name FROM subscriber ORDER BY name', $$ VALUES ('inside2!') $$, 'of a list and an EPCI: who is in both');
SET SESSION AUTHORIZATION colporteur_coordinator_eve;
SELECT is_empty('SELECT FROM subscriber', 'who is none any more sees nobody');
SET SESSION AUTHORIZATION colporteur_coordinator_none;
SELECT is_empty('SELECT FROM subscriber', 'nor does a role without a row');
SET SESSION AUTHORIZATION colporteur_coordinator_all;
SELECT is((SELECT count(*) FROM subscriber), 3::bigint, 'everywhere is everywhere');
RESET SESSION AUTHORIZATION;
DELETE FROM coordinator_list WHERE coordinator = 'bob'; -- as removing the list does
SET SESSION AUTHORIZATION colporteur_coordinator_bob;
SELECT is_empty('SELECT FROM list', 'a list that goes sets nobody free');
RESET SESSION AUTHORIZATION;

-- --- importing ---
SET SESSION AUTHORIZATION colporteur_coordinator_ana;
SELECT results_eq($$ SELECT n, list FROM import_bar(ARRAY['inside2@example.org', 'outside@example.org', 'nobody@example.org']) WHERE why = import_not_yours() $$,
  $$ VALUES (2::bigint, 0::bigint) $$, 'an address from elsewhere is refused');
SELECT is_empty($$ SELECT why FROM import_bar(ARRAY['outside@example.org']) WHERE list <> 0 $$, 'and nothing else is told of it');
SELECT results_eq($$ SELECT why FROM import_elsewhere(ARRAY['{}', '{' || (SELECT id FROM territory WHERE code = 'X1') || '}']) $$,
  $$ SELECT why FROM import_bar(ARRAY['outside@example.org']) WHERE list = 0 $$, 'in the same words as somebody new from elsewhere');
SELECT throws_ok($$ SELECT audit_forget(ARRAY['inside']) $$, '42501', NULL, 'she takes nothing out of the log');
RESET SESSION AUTHORIZATION;
SELECT is_empty($$ SELECT * FROM import_elsewhere(ARRAY['{}', '{1}']) $$, 'who is limited to nothing adds anybody');

-- --- erasing ---
INSERT INTO audit (actor, what, object, name, before, after) VALUES
  ('admin', 'add', 'list_role', 'lettre', NULL, '{"address": "Inside2@example.org"}'),
  ('admin', 'change', 'audience', 'x', '{"expression": "address:inside2@example.org and language:fr"}', NULL),
  ('admin', 'add', 'list_role', 'lettre', NULL, '{"address": "notinside2@example.org"}');
SELECT subscriber_erase((SELECT subscriber FROM address WHERE address_key = 'inside2@example.org'), 'test');
SELECT results_eq($$ SELECT before::text || after::text IS NULL, after ->> 'address' FROM audit WHERE subscriber IS NULL AND (before::text ~ 'nside2' OR after::text ~ 'nside2') $$,
  $$ VALUES (true, 'notinside2@example.org') $$, 'the log forgets an address wherever it stands, and no other');

SELECT * FROM finish();
ROLLBACK;
