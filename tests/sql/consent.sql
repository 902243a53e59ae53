-- SPDX-License-Identifier: GPL-3.0-or-later
-- What proves consent is written once and stays, whoever asks.
BEGIN;
SELECT plan(15);
INSERT INTO consent_event (subscriber, what, how) VALUES (1, 'import', 'command by a test');

SELECT throws_ok('UPDATE consent_event SET how = $$$$', '42501', NULL, 'the superuser cannot change it');
SELECT throws_ok('DELETE FROM consent_event', '42501', NULL, 'nor delete it');
SELECT throws_ok('TRUNCATE consent_event', '42501', NULL, 'nor empty it');
SET LOCAL ROLE colporteur_owner;
SELECT throws_ok('DELETE FROM consent_event', '42501', NULL, 'the owner cannot delete it');
SELECT throws_ok('TRUNCATE consent_event', '42501', NULL, 'nor empty it');
SET LOCAL ROLE colporteur_engine;
SELECT throws_ok('UPDATE consent_event SET how = $$$$', '42501', NULL, 'the engine cannot change it');
SELECT throws_ok('DELETE FROM consent_event WHERE false', '42501', NULL, 'nor delete it, not even nothing');
SELECT throws_ok('TRUNCATE consent_event', '42501', NULL, 'nor empty it');
SELECT set_config('colporteur.erasing', 'yes', true);
SELECT throws_ok('DELETE FROM consent_event', '42501', NULL, 'nor by saying that it erases somebody');
SELECT set_config('colporteur.erasing', '', true);
SELECT lives_ok($$ INSERT INTO consent_event (subscriber, what, how) VALUES (1, 'unsubscribe', 'web') $$, 'the engine adds to it');
RESET ROLE;
INSERT INTO subscriber (name) VALUES ('Ange');
DELETE FROM subscriber;
SELECT is((SELECT count(*) FROM consent_event), 2::bigint, 'it outlives the subscriber');

-- Whoever asks to be forgotten takes their proofs along, and nobody else's.
INSERT INTO subscriber (name) VALUES ('Maud');
INSERT INTO consent_event (subscriber, what, how) SELECT id, 'import', 'command' FROM subscriber;
INSERT INTO list (name, domain, kind, title) VALUES ('club', 'lists.example', 'discussion', 'Club');
INSERT INTO mailing (kind, list, content, total) SELECT 'probe', l.id, 'To: maud@example.org', 1 FROM list l, generate_series(1, 3);
INSERT INTO delivery (mailing, recipient) SELECT m.id, s.id + (m.id = (SELECT max(id) FROM mailing))::int FROM mailing m, subscriber s;
UPDATE mailing SET state = 'finished', finished_at = now(), sent = 1, failed = 0, unknown = 0 WHERE id = (SELECT min(id) FROM mailing);
SELECT is((SELECT count(*) FROM mailing WHERE content = ''), 1::bigint, 'a probe that got through is emptied');
SET LOCAL ROLE colporteur_engine;
SELECT subscriber_erase(id, 'command by a test') FROM subscriber;
RESET ROLE;
SELECT is((SELECT string_agg(what, ' ' ORDER BY id) FROM consent_event), 'import unsubscribe erase', 'erasing leaves the proof of itself');
SELECT throws_ok('DELETE FROM consent_event', '42501', NULL, 'and nothing open behind it');
SELECT is((SELECT array_agg(content = '' ORDER BY id) FROM mailing), '{t,t,f}'::boolean[], 'nor a probe that names them, and every other stays');

SELECT * FROM finish();
ROLLBACK;
