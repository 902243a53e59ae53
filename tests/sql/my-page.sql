-- SPDX-License-Identifier: GPL-3.0-or-later
-- All that a page of one's own shows comes from one function, to whom the token names and to nobody else.
BEGIN;
SELECT plan(13);
INSERT INTO list (name, domain, kind, title, is_public) VALUES
  ('atelier', 'example.org', 'discussion', 'Atelier', true), ('bureau', 'example.org', 'discussion', 'Bureau', false),
  ('lettre', 'example.org', 'newsletter', 'Lettre', true), ('quittee', 'example.org', 'discussion', 'Quittée', true);
INSERT INTO list_interest SELECT l.id, i.id FROM list l, interest i WHERE l.name = 'atelier' AND i.slug = 'mobilite';
INSERT INTO subscriber (name, language, territories, interests, break_from, break_until, time_zone)
  VALUES ('Maud', 'br', ARRAY(SELECT id::int FROM territory WHERE code IN ('29019', '35238')), ARRAY(SELECT id::int FROM interest WHERE slug = 'velo'),
          '2026-12-24', '2027-01-02', 'Europe/Paris'), ('Yann', 'fr', '{}', '{}', NULL, NULL, NULL), ('Anne', 'fr', '{}', '{}', NULL, NULL, NULL);
INSERT INTO address (address_key, address, subscriber, is_primary) SELECT lower(name) || '@example.org', name || '@example.org', id, true FROM subscriber;
INSERT INTO address (address_key, address, subscriber, is_primary) SELECT 'autre@example.net', 'autre@example.net', id, false FROM subscriber WHERE name = 'Maud';
INSERT INTO address_change (subscriber, what, address_key, address, due_at)
  SELECT s.id, x.what, x.key, x.key, at_us(1800000000000000) FROM subscriber s, (VALUES ('first', 'autre@example.net'), ('add', 'neuve@example.com')) x(what, key) WHERE s.name = 'Maud';
INSERT INTO subscription (list, subscriber, state, delivery, digest_every)
  SELECT l.id, s.id, CASE l.name WHEN 'quittee' THEN 'unsubscribed' ELSE 'confirmed' END, CASE l.name WHEN 'atelier' THEN 'digest' ELSE 'each' END, 'weekly'
  FROM list l, subscriber s WHERE s.name = 'Maud';
UPDATE subscription SET digest_form = 'plain', digest_posts = 10, pause_from = '2099-07-01', pause_until = '2099-07-31'
  FROM list l WHERE l.id = subscription.list AND l.name = 'atelier';
INSERT INTO subscription_topic (list, subscriber, interest)
  SELECT l.id, s.id, i.id FROM list l, subscriber s, interest i WHERE l.name = 'atelier' AND s.name = 'Maud' AND i.slug = 'velo';
\ir ../lib/sign-token.sql
CREATE TEMPORARY TABLE token AS
  SELECT n.name, pg_temp.token(purpose, ARRAY[s.id]) AS token
  FROM (VALUES ('good', 'person', 'Maud'), ('purpose', 'join', 'Maud'), ('plain', 'person', 'Yann'), ('merged', 'person', 'Anne')) n(name, purpose, who)
  JOIN subscriber s ON s.name = n.who;
INSERT INTO token SELECT 'nobody', pg_temp.token('person', ARRAY[999999::bigint]);
INSERT INTO token SELECT 'two', pg_temp.token('person', ARRAY[id, id]) FROM subscriber WHERE name = 'Maud';
SELECT subscriber_merge((SELECT id FROM subscriber WHERE name = 'Yann'), (SELECT id FROM subscriber WHERE name = 'Anne'));
INSERT INTO contribution (kind, title, body, state, decided_at) VALUES ('finding', 'Un banc', 'Un texte.', 'accepted', '2026-11-01Z');
INSERT INTO contribution (kind, title, body, state, decided_at) VALUES ('initiative', 'Un four', 'Un texte.', 'accepted', '2026-11-01Z'), ('initiative', 'Ailleurs', 'Un texte.', 'accepted', '2026-11-01Z');
INSERT INTO contribution_territory SELECT c.id, t.id FROM contribution c JOIN territory t ON t.code = CASE c.title WHEN 'Un four' THEN '29019' ELSE '44109' END WHERE c.title <> 'Un banc';
GRANT SELECT ON token TO PUBLIC;
-- With their places in the answer: what belongs together comes together.
CREATE FUNCTION pg_temp.page(which text, language text) RETURNS SETOF text LANGUAGE sql AS $$
  SELECT concat_ws('|', p.part, p.name, p.label, p.state, p.is_so, p.is_top, p.due) FROM token t, site.me_page(t.token, language, 0, NULL, NULL) p WHERE t.name = which
$$;
CREATE FUNCTION pg_temp.handle(key text) RETURNS text LANGUAGE sql SECURITY DEFINER AS 'SELECT colporteur.address_handle($1)';

SET LOCAL ROLE colporteur_site;
SELECT results_eq($$ SELECT p FROM pg_temp.page('good', 'fr') p WHERE p !~ '^(topic|interest)' $$, ARRAY[
  'person|br|||f|f|0', 'break|2026-12-24|2027-01-02||f|f|0', 'zone|Europe/Paris|||f|f|0',
  'list|atelier|Atelier|weekly|f|f|0', 'digest|plain|10|50|f|f|0', 'pause|2099-07-01|2099-07-31||f|f|0',
  'list|bureau|Bureau|each|f|f|0', 'digest|mime||50|f|f|0', 'archive|bureau|Bureau||f|f|0', 'list|lettre|Lettre|each|t|f|0', 'digest|mime||50|f|f|0',
  'address|' || pg_temp.handle('maud@example.org') || '|M…@e….org||t|f|0',
  'address|' || pg_temp.handle('autre@example.net') || '|a…@e….net|first|f|f|1800000000000000',
  'address|' || pg_temp.handle('neuve@example.com') || '|n…@e….com|add|f|f|1800000000000000',
  'place|29019|Brest||f|f|0', 'place|35238|Rennes||f|f|0'], 'the lists they are on, their digests and breaks, private archives, addresses masked, places');
SELECT results_eq($$ SELECT count(*) FILTER (WHERE p ~ '^topic'), count(*) FILTER (WHERE p ~ '^topic[|]mobilite[|].*[|]f[|]t[|]0$'),
    count(*) FILTER (WHERE p ~ '^topic.*[|]t[|][tf][|]0$'), min(n) FILTER (WHERE p ~ '^topic') > min(n) FILTER (WHERE p ~ '^list[|]atelier')
    AND max(n) FILTER (WHERE p ~ '^topic') < min(n) FILTER (WHERE p ~ '^list[|]bureau')
  FROM pg_temp.page('good', 'fr') WITH ORDINALITY x(p, n) $$,
  $$ SELECT count(*), 1::bigint, 1::bigint, true FROM site.interest_tree WHERE 'mobilite' IN (slug, parent) $$, 'topics come behind their list, and what is taken is said');
SELECT results_eq($$ SELECT split_part(p, '|', 2), split_part(p, '|', 3), split_part(p, '|', 5)::boolean FROM pg_temp.page('good', 'en') p WHERE p ~ '^interest' $$,
  $$ SELECT slug, label_en, slug = 'velo' FROM site.interest_tree ORDER BY place, root, parent IS NOT NULL, position, slug $$,
  'all that can be followed, in the language asked for, each before its parts');
SELECT results_eq($$ SELECT p FROM pg_temp.page('plain', 'fr') p WHERE p !~ '^interest' $$,
  ARRAY['person|fr|||f|f|0', 'zone||||f|f|0', 'address|' || pg_temp.handle('yann@example.org') || '|Y…@e….org||t|f|0',
        'address|' || pg_temp.handle('anne@example.org') || '|A…@e….org||f|f|0'], 'who set nothing has no more');
SELECT results_eq($$ SELECT pg_temp.page('merged', 'fr') $$, $$ SELECT pg_temp.page('plain', 'fr') $$, 'somebody merged into them has the same page');
SELECT is_empty($$ SELECT pg_temp.page(n, 'fr') FROM unnest(ARRAY['purpose', 'nobody', 'two']) n $$, 'no other token opens it');
SELECT is_empty($$ SELECT * FROM site.me_page(NULL, 'fr', 12, NULL, NULL) UNION ALL SELECT * FROM site.me_page('', NULL, 12, '{}', '{}') $$, 'nor does none');
SELECT results_eq($$ SELECT name, site.me_opens(token) FROM token ORDER BY name $$,
  $$ VALUES ('good', true), ('merged', true), ('nobody', false), ('plain', true), ('purpose', false), ('two', false) $$, 'which is told alone too');
SELECT is_empty($$ SELECT site.me_page(token, 'fr', 12, '{29019}', '{}') FROM token WHERE name = 'purpose' $$, 'and no letter is shown to it');
SELECT results_eq($$ SELECT p.part, p.name, p.label, p.state, p.is_so FROM token t, site.me_page(t.token, 'fr', 12, NULL, NULL) p WHERE t.name = 'good' AND p.part IN ('letter', 'item') $$,
  $$ VALUES ('letter', 'lettre', 'Lettre', '', false), ('item', 'fr', 'Un banc', 'everybody', true), ('item', 'fr', 'Un four', 'near', false) $$, 'what the next letter would hold comes along');
SELECT results_eq($$ SELECT p.label, p.state FROM token t, site.me_page(t.token, 'fr', 12, '{44109}', '{}') p WHERE t.name = 'good' AND p.part = 'item' $$,
  $$ VALUES ('Un banc', 'everybody'), ('Ailleurs', 'near') $$, 'or what it would hold for other places');
RESET ROLE;
-- What came last is mostly of one kind, and of one programme: other sections are not cut short by that.
INSERT INTO contribution (kind, title, body, state, decided_at, programme)
  SELECT 'initiative', 'Relais ' || i, 'Un texte.', 'accepted', '2026-11-02Z', 'Relais' FROM generate_series(1, 600) i;
UPDATE contribution SET programme = 'Bancs' WHERE title = 'Un banc';
INSERT INTO edition (list, number, title, editorial, state, message_id, sent_at)
  SELECT id, 1, 'Un', 'Bonjour.', 'finished', 'un@example.org', '2026-10-02Z' FROM list WHERE name = 'lettre';
INSERT INTO edition_section (edition, number, reach, kinds, most) SELECT id, 0, 'everybody', '{finding}', 3 FROM edition;
INSERT INTO edition_section (edition, number, reach, kinds, most) SELECT id, 1, 'everybody', '{initiative}', 1 FROM edition;
SELECT results_eq($$ SELECT title, reach FROM letters_for((SELECT id FROM subscriber WHERE name = 'Maud'), '{}', '{}', 12) ORDER BY kind $$,
  $$ VALUES ('Un banc', 'everybody'), ('Relais 1', 'everybody') $$, 'findings are shown though 600 initiatives came after them');
UPDATE edition_section SET kinds = '{}', programmes = '{Bancs}' WHERE number = 0;
SELECT results_eq($$ SELECT title, reach FROM letters_for((SELECT id FROM subscriber WHERE name = 'Maud'), '{}', '{}', 12) ORDER BY kind $$,
  $$ VALUES ('Un banc', 'everybody'), ('Relais 1', 'everybody') $$, 'and a programme though another came');
SELECT * FROM finish();
ROLLBACK;
