-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who asks to be shown by initials is so in everything the public reads, at once; what quotes them
-- follows, what does not concern them stays; and it can be undone.
BEGIN;
SET search_path = colporteur, public;
SELECT plan(45);

SELECT is(name_initials(name), initials, name) FROM (VALUES
  ('Anne Le Goff', 'A. L. G.'), ('Jean-Luc d’Arc', 'J. L. D. A.'), ('Élodie', 'É.'), ('LE GOFF, Anne (CNRS) [Brest]', 'L. G. A.'),
  ('anne.legoff@…', 'A. L.'), ('  ', ''), ('42 Ω', 'Ω.')) v(name, initials);
SELECT is(name_hide(text, 'Anne Le Goff', false), hidden, why) FROM (VALUES
  (E'Le 3 mai, Anne Le Goff a écrit :\n> oui', E'Le 3 mai, A. L. G. a écrit :\n> oui', 'who wrote what is quoted'),
  (E'Le 3 mai 2026 à 10:00, Anne\n> Le Goff <anne@…> a\n> écrit :', E'Le 3 mai 2026 à 10:00, A. L. G. <anne@…> a\n> écrit :', 'over two lines'),
  (E'On Monday, ANNE LE GOFF wrote:', E'On Monday, A. L. G. wrote:', 'in English and capitals'),
  (E'D’an 3 a viz Mae, Anne Le Goff he deus skrivet :', E'D’an 3 a viz Mae, A. L. G. he deus skrivet :', 'in Breton'),
  (E'> De : Anne Le Goff\n> Envoyé : hier', E'> De : A. L. G.\n> Envoyé : hier', 'as some programs quote'),
  ('<p><b>De :</b>&nbsp;"Anne Le Goff"<br>', '<p><b>De :</b>&nbsp;"A. L. G."<br>', 'and in HTML'),
  (E'> bien à vous\n> -- \n> Anne Le Goff\n> Brest', E'> bien à vous\n> -- \n> A. L. G.\n> Brest', 'a signature that is quoted'),
  ('<p>Bien à vous</p><p>Anne Le Goff</p>', '<p>Bien à vous</p><p>A. L. G.</p>', 'in HTML too'),
  ('Le prix Anne Le Goff va à Suzanne Le Goffic.', 'Le prix Anne Le Goff va à Suzanne Le Goffic.', 'other words stay'),
  ('Le 3 mai, Joanne Le Goff a écrit :', 'Le 3 mai, Joanne Le Goff a écrit :', 'and so do other names')) v(text, hidden, why);
SELECT is(name_hide('(.*) a écrit : x', '(.*', false), '(.*) a écrit : x', 'a name is no pattern');

INSERT INTO list (name, domain, kind, title) VALUES ('mobilites', 'example.org', 'discussion', 'Mobilités');
INSERT INTO subscriber (name) VALUES ('Anne Le Goff'), ('Yann Riou'), (NULL);
INSERT INTO address (address_key, address, subscriber) SELECT x, x, id FROM subscriber, LATERAL (SELECT coalesce(split_part(lower(name), ' ', 1), 'second') || '@example.org' AS x) a;
CREATE TEMPORARY TABLE who AS SELECT coalesce(split_part(lower(name), ' ', 1), 'second') AS name, id FROM subscriber;
CREATE FUNCTION pg_temp.file(mail text, name text, address text, subject text, body text, html text DEFAULT NULL, refers text[] DEFAULT '{}') RETURNS bigint LANGUAGE sql AS $$
  SELECT f.message FROM list l, message_file(l.id, (SELECT subscriber FROM address WHERE address_key = $3), mail, sha256(mail::bytea), upper(mail), 'raw of Anne Le Goff'::bytea,
    $2, $3, $4, $5, $6, timestamptz '2026-03-01' + length($5) * interval '1 minute', 'date', NULL, refers, '{}', '[]', 0) f
$$;
SELECT pg_temp.file('a1', 'Anne Le Goff', 'anne@example.org', 'De Anne Le Goff', E'Anne Le Goff, de Brest, parle de vélos.\n-- \nAnne Le Goff');
SELECT pg_temp.file('a2', 'anne', 'anne@example.org', 'Encore', 'anne encore parle de vélos', '<p>De la part de Anne Le Goff</p>');
SELECT pg_temp.file('y1', 'Yann Riou', 'yann@example.org', 'Re: De Anne Le Goff', E'Le 1 mars, Anne Le Goff a écrit :\n> Anne Le Goff, de Brest\n\nMerci Anne Le Goff', NULL, '{a1}');
SELECT pg_temp.file('y2', 'Yann Riou', 'yann@example.org', 'Autre', 'Rien sur les vélos de qui que ce soit.');
CREATE TEMPORARY TABLE before AS SELECT m.id, m.message_id, m.from_name, m.subject, m.body, m.html, m.changed_at, lt.changed_at AS thread_changed, m.ctid::text AS version
  FROM message m JOIN post p ON p.message = m.id JOIN thread t ON t.id = p.thread JOIN list_thread lt ON lt.list = p.list AND lt.thread = t.root;
SELECT set_config('colporteur.time', '2030-01-01T00:00:00Z', true);

SELECT ok(author_ask(id, true, 'mail'), 'she asks by mail') FROM who WHERE name = 'anne';
SELECT ok(NOT author_ask(id, true, 'mail'), 'and once more, which is not new') FROM who WHERE name = 'anne';
SELECT results_eq($$ SELECT message_id, from_name FROM message ORDER BY 1 $$,
  $$ VALUES ('a1', 'A. L. G.'), ('a2', 'A.'), ('y1', 'Yann Riou'), ('y2', 'Yann Riou') $$, 'who wrote is shown by initials');
SELECT results_eq($$ SELECT subject, body, html FROM message WHERE message_id LIKE 'a%' ORDER BY message_id $$,
  $$ VALUES ('De A. L. G.', E'A. L. G., de Brest, parle de vélos.\n-- \nA. L. G.', NULL), ('Encore', 'anne encore parle de vélos', '<p>De la part de A. L. G.</p>') $$,
  'in what she wrote her whole name is nowhere');
SELECT is((SELECT body FROM message WHERE message_id = 'y1'), E'Le 1 mars, A. L. G. a écrit :\n> Anne Le Goff, de Brest\n\nMerci Anne Le Goff', 'what quotes her names her so');
SELECT is(array_agg(m.message_id), ARRAY['y2'], 'what has nothing of hers is as it was') FROM message m JOIN before b ON b.id = m.id AND b.version = m.ctid::text;
SELECT is((SELECT raw FROM message WHERE message_id = 'a1'), 'raw of Anne Le Goff'::bytea, 'the mail itself is kept');
SELECT ok(bool_and(m.changed_at > b.changed_at), 'what changed says so') FROM message m JOIN before b USING (id) WHERE m.message_id <> 'y2';
SELECT ok(bool_and(lt.changed_at > b.thread_changed), 'and so do its threads')
  FROM before b JOIN post p ON p.message = b.id JOIN thread t ON t.id = p.thread JOIN list_thread lt ON lt.list = p.list AND lt.thread = t.root WHERE b.message_id <> 'y2';

-- What the site can say.
SET LOCAL ROLE colporteur_site;
SELECT is(ARRAY(SELECT message_id FROM site.search(NULL, NULL, 'Anne Le Goff', NULL, 0, 0, false, NULL, NULL, true, 0, 10)), '{}'::text[], 'nobody of that name is found');
SELECT is(ARRAY(SELECT label FROM site.search_begin('vélos', NULL, NULL, NULL, 0, 0, false, NULL, NULL, true, 10) WHERE facet = 'author' ORDER BY label COLLATE "C"), ARRAY['A.', 'A. L. G.', 'Yann Riou'], 'the facet of authors has initials');
SELECT is(ARRAY(SELECT message_id FROM site.search(NULL, NULL, 'A. L. G.', NULL, 0, 0, false, NULL, NULL, true, 0, 10)), ARRAY['a1'], 'by which she is found');
SELECT is((SELECT count(*) FROM site.post WHERE message_id LIKE 'a%' AND concat_ws(' ', from_name, subject, body, html) ~* 'goff'), 0::bigint, 'pages have no more');
RESET ROLE;
SELECT ok(NOT has_table_privilege('colporteur_site', 'message_whole', 'SELECT'), 'what is kept aside is not the site''s');

-- What comes later.
SELECT pg_temp.file('a3', 'Anne L. G. Le Goff', 'Anne@example.org', 'Plus tard', 'Rien.');
SELECT pg_temp.file('y3', 'Yann Riou', 'yann@example.org', 'Re: Plus tard', E'Le 2 mars, anne le goff a écrit :\n> Rien.\n');
SELECT is((SELECT string_agg(from_name || ' | ' || body, '/' ORDER BY message_id) FROM message WHERE message_id IN ('a3', 'y3')),
  E'A. L. G. L. G. | Rien./Yann Riou | Le 2 mars, A. L. G. a écrit :\n> Rien.\n', 'what is filed from then on is shown so');
SELECT pg_temp.file('s1', 'Anne du Second', 'second@example.org', 'De chez moi', 'Bonjour.');
SELECT subscriber_merge((SELECT id FROM who WHERE name = 'second'), (SELECT id FROM who WHERE name = 'anne'));
SELECT is((SELECT string_agg(from_name, '/' ORDER BY message_id) FROM message WHERE message_id ~ '^[as]'), 'A. L. G./A./A. L. G. L. G./A. D. S.', 'two records that become one: the more careful holds');
UPDATE message SET raw = 'other', from_name = 'Anne Le Goff', body = 'Sans le reste.' WHERE message_id = 'a1';
SELECT is((SELECT from_name || ' ' || body FROM message WHERE message_id = 'a1'), 'A. L. G. Sans le reste.', 'a message that is redacted stays so');

SELECT results_eq($$ SELECT actor, what, object, before, after FROM audit WHERE object = 'subscriber' ORDER BY id LIMIT 1 $$,
  $$ VALUES ('mail', 'change', 'subscriber', '{"by_initials": false}'::jsonb, '{"by_initials": true}'::jsonb) $$, 'the audit log has it');

-- And back.
SELECT ok(author_ask((SELECT id FROM who WHERE name = 'second'), false, 'their page'), 'she changes her mind');
SELECT results_eq($$ SELECT m.message_id, m.from_name, m.subject, m.body, m.html FROM message m JOIN before b USING (id) WHERE m.message_id <> 'a1' ORDER BY 1 $$,
  $$ SELECT message_id, from_name, subject, body, html FROM before WHERE message_id <> 'a1' ORDER BY 1 $$, 'all is as it was');
SELECT is((SELECT from_name || ' ' || body FROM message WHERE message_id = 'a1'), 'Anne Le Goff Sans le reste.', 'but for what was redacted');
SELECT is((SELECT count(*) FROM message_whole) + (SELECT count(*) FROM initials_name), 0::bigint, 'and nothing is kept aside');

-- Deleted for good, and gone for good.
SELECT ok(author_ask((SELECT id FROM who WHERE name = 'second'), true, 'mail'), 'once more');
SELECT post_withdraw(l.id, m.id, 'delete', 'asked') FROM list l, message m WHERE m.message_id = 'a2';
SELECT is((SELECT concat_ws('', from_name, subject, body, html) FROM message WHERE message_id = 'a2'), '', 'what is deleted is deleted');
SELECT is((SELECT count(*) FROM message_whole w JOIN message m ON m.id = w.message WHERE m.message_id = 'a2' AND concat_ws('', w.from_name, w.subject, w.body, w.html) <> ''), 0::bigint, 'aside too');
DELETE FROM subscriber WHERE id = (SELECT id FROM who WHERE name = 'second');
SELECT is((SELECT count(*) FROM message_whole) + (SELECT count(*) FROM initials_name), 0::bigint, 'who is erased leaves no name aside');
UPDATE message SET from_name = from_name;
SELECT is((SELECT string_agg(from_name, '/' ORDER BY message_id) FROM message WHERE message_id ~ '^[as]'), 'A. L. G.//A. L. G. L. G./A. D. S.', 'and stays shown as they wanted');

SELECT * FROM finish();
ROLLBACK;
