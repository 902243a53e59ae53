-- SPDX-License-Identifier: GPL-3.0-or-later
-- What is found, by whichever way is shorter; and what a result shows of a text.
BEGIN;
SET search_path = colporteur, public;
SELECT plan(48);

SELECT is(search_prose(E'> Un  mot\n>> ----------\n\tet  un\tautre\r\n | ==========\nen-tête, a -- b'), 'Un mot et un autre en-tête, a -- b',
  'marks of quotes, drawn lines and blanks are no words');
SELECT is(search_prose(E'\x01mark\x02'), 'mark', 'nor are the marks of what was found');
SELECT is(search_prose(''), '', 'nothing is nothing');
CREATE FUNCTION pg_temp.snippet(body text, words text) RETURNS text LANGUAGE sql AS 'SELECT search_snippet($1, search_any(search_query($2)), search_pattern(search_query($2)), search_phrase_pattern(search_query($2)))';
SELECT is(pg_temp.snippet(E'-- \n____________\nUne  haie\n\n\nvive.', 'haie'), E'Une \x01haie\x02 vive', 'a snippet reads as one line');
SELECT matches(pg_temp.snippet(repeat('un peu de tout ', 100) || ' haie', 'haie'), E'\x01haie\x02', 'what is further down is looked for');
SELECT matches(pg_temp.snippet(repeat('un peu de tout ', 400) || E'une\nHaie vive', 'haie'), E'\x01Haie\x02', 'and much further');
SELECT matches(pg_temp.snippet(repeat('un peu de tout, ', 100) || 'l’énergie', 'energie'), E'\x01énergie\x02', 'with its accents');
SELECT matches(pg_temp.snippet(repeat('a bit of all, ', 100) || 'the energy of all', 'énergie'), E'\x01energy\x02', 'of the other language, when it was found by that');
SELECT matches(pg_temp.snippet(repeat('un peu de tout, ', 100) || 'la fréquence des cars', 'frequence'), E'\x01fréquence\x02', 'a word whose stem is not its beginning');
SELECT matches(pg_temp.snippet('the energy of all', 'energie'), E'\x01energy\x02', 'typed without accents');
SELECT is(pg_temp.snippet('Linux saves energy, says Linux', 'energie linux'), E'\x01Linux\x02 saves \x01energy\x02, says \x01Linux\x02', 'so is one beside a word of both languages');
SELECT is(pg_temp.snippet('une énergie, an energy: an energetic one', 'énergie'), E'une \x01énergie\x02, an \x01energy\x02: an energetic one', 'and one beside its translation');
SELECT matches(pg_temp.snippet('un pont, ' || repeat('un peu de tout, ', 200) || E'le pont\n> de la Tournelle', '"pont de la tournelle"'), E'\x01pont\x02 de la \x01Tournelle\x02',
  'a phrase is shown where it stands, though one of its words comes before');
SELECT matches(pg_temp.snippet('une haie, ' || repeat('un peu de tout, ', 200) || 'un pont', 'haie pont'), E'\x01haie\x02', 'one of two words that are far from each other');
SELECT is(pg_temp.snippet(repeat('un deux ', 300), 'haie'), repeat('un deux ', 11) || 'un deux', 'what was found by its subject is shown as it begins');
SELECT is(search_within($$'a' <-> 'l''b' & !'c'$$, 'A'), $$'a':A <-> 'l''b':A & !'c':A$$::tsquery, 'words within the subject');
SELECT is(search_within(NULL, 'A'), NULL, 'none within it');

-- Two hundred that nobody may see come before three that all may.
INSERT INTO list (name, domain, kind, title, is_public) VALUES ('une', 'example.org', 'discussion', 'Une', true),
  ('deux', 'example.org', 'discussion', 'Deux', true), ('secret', 'example.org', 'discussion', 'Secret', false);
INSERT INTO message (message_id, content_hash, short_hash, raw, subject, body, date, date_reason)
  SELECT 'm' || n, sha256(n::text::bytea), 'M' || n, 'x', 'Zirconium', '', timestamptz '2026-01-01 00:00+00' + n * interval '1 hour', 'date'
  FROM generate_series(1, 203) n;
SELECT count(post_insert((SELECT id FROM list WHERE name = CASE WHEN message_id = 'm2' THEN 'deux' WHEN message.id - low < 3 THEN 'une' ELSE 'secret' END), id, NULL))
  FROM message, (SELECT min(id) AS low FROM message WHERE message_id LIKE 'm%') l WHERE message_id LIKE 'm%';
SELECT search_settle();
CREATE FUNCTION pg_temp.found(p_most int) RETURNS text[] LANGUAGE sql AS $$
  SELECT array_agg(m.message_id ORDER BY f.date DESC)
  FROM search_found(lists_searched(true, NULL, NULL, NULL), NULL, 'zirconium', NULL, NULL, NULL, NULL, false, p_most) f JOIN message m ON m.id = f.id $$;
SELECT is(pg_temp.found(2), ARRAY['m3', 'm2'], 'what may be seen is found behind what may not');
SELECT is(pg_temp.found(90), ARRAY['m3', 'm2', 'm1'], 'all of it');

-- A list that is a small part of the archive, and one that is much of it.
CREATE FUNCTION pg_temp.found_in(p_list text, p_words text, p_subject text DEFAULT NULL, p_from text DEFAULT NULL, p_most int DEFAULT 300)
  RETURNS text[] LANGUAGE sql AS $$
  SELECT coalesce(array_agg(m.message_id ORDER BY f.date DESC), '{}')
  FROM search_found(ARRAY(SELECT id FROM list WHERE name = p_list), NULL, p_words, p_subject, p_from, NULL, NULL, false, p_most) f
  JOIN message m ON m.id = f.id $$;
SELECT is(search_share(ARRAY(SELECT id FROM list WHERE name = 'secret'), NULL, NULL), 100, 'the newest tell how much of the archive a list has');
SELECT is(pg_temp.found_in('deux', 'zirconium'), ARRAY['m2'], 'in a small list');
SELECT is(cardinality(pg_temp.found_in('secret', 'zirconium')), 200, 'in a large one');

INSERT INTO message (message_id, content_hash, short_hash, raw, from_name, subject, body, date, date_reason)
  SELECT 'p' || n, sha256(('p' || n)::bytea), 'P' || n, 'x', CASE n % 4 WHEN 0 THEN 'Solange Pontlevis' ELSE 'Erwan' END,
    CASE n % 4 WHEN 1 THEN 'Solange' ELSE 'Bonjour' END, CASE n % 4 WHEN 2 THEN 'pont tournant' ELSE 'tournant, puis un pont, et solange' END,
    timestamptz '2026-03-01 00:00+00' + n * interval '1 hour', 'date'
  FROM generate_series(1, 60) n;
SELECT count(post_insert((SELECT id FROM list WHERE name = 'une'), id, NULL)) FROM message WHERE message_id LIKE 'p%';
SELECT search_settle();
SELECT is(pg_temp.found_in('une', '"pont tournant"', NULL, NULL, 2), ARRAY['p58', 'p54'], 'a phrase is words that follow each other');
SELECT is(pg_temp.found_in('une', '"pont tournant"'), ARRAY(SELECT 'p' || n FROM generate_series(58, 2, -4) n), 'all of them, though most that have the words have not the phrase');
SELECT is(cardinality(pg_temp.found_in('une', 'tournant -"pont tournant"')), 45, 'without a phrase is not without its words');
SELECT is(pg_temp.found_in('une', NULL, 'solange', NULL, 2), ARRAY['p57', 'p53'], 'a word of the subject');
SELECT is(pg_temp.found_in('une', 'tournant', NULL, 'solange', 2), ARRAY['p60', 'p56'], 'who wrote it');
SELECT is(pg_temp.found_in('une', NULL, NULL, 'le'), '{}', 'and nobody of that name');
-- Of the newest 50 none is of them, though each has the words.
INSERT INTO message (message_id, content_hash, short_hash, raw, from_name, subject, body, date, date_reason)
  SELECT 'f' || n, sha256(('f' || n)::bytea), 'F' || n, 'x', CASE WHEN n < 4 THEN 'Aziliz Kerdoncuff' ELSE 'Maud' END, CASE WHEN n = 2 THEN 'Passerelle Aziliz' ELSE 'Bonjour' END,
    'aziliz kerdoncuff, passerelle', timestamptz '2026-04-01 00:00+00' + n * interval '1 hour', 'date'
  FROM generate_series(1, 400) n;
SELECT count(post_insert((SELECT id FROM list WHERE name = CASE message_id WHEN 'f1' THEN 'deux' ELSE 'une' END), id, NULL)) FROM message WHERE message_id ~ '^f[0-9]';
SELECT search_settle();
SELECT is(pg_temp.found_in('une', NULL, NULL, 'Kerdoncuff'), ARRAY['f3', 'f2'], 'few of many that name who wrote them');
SELECT is(pg_temp.found_in('une', NULL, 'passerelle'), ARRAY['f2'], 'few of many whose subject has the word');
SELECT is(pg_temp.found_in('deux', 'passerelle', NULL, 'aziliz'), ARRAY['f1'], 'in a small list, with a word');
SELECT is(pg_temp.found_in('une', 'bonjour', 'passerelle', 'aziliz'), '{}', 'without one that it has not');
SELECT ok(pg_stat_get_xact_numscans('message_author_words'::regclass) > 0 AND pg_stat_get_xact_numscans('message_subject_words'::regclass) > 0,
  'which indexes of their own tell, and none of the others is looked into');
SELECT is((SELECT array_agg(facet || ' ' || value || ' ' || messages ORDER BY facet, messages DESC) FROM site.search_begin('tournant', NULL, NULL, 'une', 0, 0, false, NULL, NULL, true, 2)),
  ARRAY['  0', '  0', 'author Erwan 45', 'author Solange Pontlevis 15', 'list une 60', 'year 2026 60']::text[] , 'a page, and all that was found counted');

-- By interests: a list about two themes, one about something below the first, one about nothing.
INSERT INTO list_interest SELECT l.id, i.id FROM (VALUES ('une', 'mobilite'), ('une', 'alimentation'), ('deux', 'velo'), ('secret', 'velo')) v (l, i)
  JOIN list l ON l.name = v.l JOIN interest i ON i.slug = v.i;
INSERT INTO message (message_id, content_hash, short_hash, raw, subject, body, date, date_reason)
  SELECT 't' || n, sha256(convert_to('t' || n, 'UTF8')), 'T' || n, 'x', 'Hafnium', '', timestamptz '2026-06-01 00:00+00' + n * interval '1 hour', 'date'
  FROM generate_series(1, 5) n;
SELECT count(post_insert((SELECT id FROM list WHERE name = v.l), m.id, NULL))
  FROM (VALUES ('t1', 'une'), ('t2', 'une'), ('t3', 'une'), ('t4', 'deux'), ('t5', 'secret')) v (m, l) JOIN message m ON m.message_id = v.m;
INSERT INTO post_topic SELECT p.list, m.id, i.id FROM (VALUES ('t1', 'velo'), ('t2', 'jardins-partages'), ('t5', 'velo')) v (m, i)
  JOIN message m ON m.message_id = v.m JOIN post p ON p.message = m.id JOIN interest i ON i.slug = v.i;
SELECT search_settle();
CREATE FUNCTION pg_temp.about(p_interest text, p_words text, p_list text DEFAULT NULL) RETURNS text[] LANGUAGE sql AS $$
  SELECT array_agg(m.message_id ORDER BY f.date DESC)
  FROM search_found(lists_about(true, p_list, NULL, p_interest), search_interest(true, p_list, NULL, p_interest), p_words, NULL, NULL, '2026-05-01Z', NULL, false, 50) f
  JOIN message m ON m.id = f.id $$;
SELECT is(pg_temp.about('velo', 'hafnium'), ARRAY['t4', 't1'], 'a post is found by its topic, and by the interest of its list where it has none');
SELECT is(pg_temp.about('velo', NULL), ARRAY['t4', 't1'], 'without words too');
SELECT is(pg_temp.about('mobilite', 'hafnium'), ARRAY['t4', 't3', 't1'], 'what is below an interest is about it; what has another topic is not, whatever its list is about');
SELECT is(pg_temp.about('mobilite', NULL), ARRAY['t4', 't3', 't1'], 'without words too');
SELECT is(pg_temp.about('jardins-partages', NULL, 'une'), ARRAY['t2'], 'in one list');
SELECT is(pg_temp.about('velo', 'hafnium', 'une'), ARRAY['t1'], 'with words');
SELECT is(pg_temp.about('nothing', 'hafnium'), NULL, 'an interest that is none finds nothing');
SELECT set_eq($$ SELECT value, messages FROM search_facets(true, 'hafnium', NULL, NULL, NULL, NULL, NULL, false, NULL, NULL) WHERE facet = 'interest' $$,
  $$ VALUES ('velo', 2::bigint), ('jardins-partages', 1), ('mobilite', 1), ('alimentation', 1) $$, 'what is found is counted by what it is about');

-- What is withdrawn is suggested no more.
INSERT INTO message (message_id, content_hash, short_hash, raw, subject, body, date, date_reason)
  SELECT 's' || n, sha256(convert_to('s' || n, 'UTF8')), 'S' || n, 'x', 'Praséodyme', CASE WHEN n < 3 THEN 'Thulium' ELSE '' END, timestamptz '2026-07-01 00:00+00' + n * interval '1 hour', 'date'
  FROM generate_series(1, 3) n;
SELECT count(post_insert((SELECT id FROM list WHERE name = 'une'), id, NULL)) FROM message WHERE message_id ~ '^s[123]$';
SELECT search_words_refresh();
CREATE FUNCTION pg_temp.suggested() RETURNS text[] LANGUAGE sql AS $$ SELECT array_agg(word || ' ' || messages ORDER BY word) FROM search_word WHERE word IN ('praseodyme', 'thulium') $$;
SELECT is(pg_temp.suggested(), ARRAY['praseodyme 3', 'thulium 2'], 'words that are in two messages are suggested');
UPDATE message SET body = 'Bien' WHERE message_id = 's1';
SELECT is(pg_temp.suggested(), ARRAY['praseodyme 3'], 'a name that was taken out of one is not');
SELECT post_withdraw((SELECT id FROM list WHERE name = 'une'), (SELECT id FROM message WHERE message_id = 's2'), 'hide', 'x');
SELECT is(pg_temp.suggested(), ARRAY['praseodyme 2'], 'a hidden message counts no more');
SELECT post_withdraw((SELECT id FROM list WHERE name = 'une'), (SELECT id FROM message WHERE message_id = 's3'), 'delete', 'x');
SELECT is(pg_temp.suggested(), NULL, 'nor does one that was deleted');

-- Of a young archive words are counted as soon as there are some, and then once a day.
DELETE FROM search_word;
DELETE FROM search_again;
UPDATE search_refresh SET at = the_time() - interval '6 minutes';
SELECT cmp_ok(search_words_due(), '>', 0::bigint, 'where no words were counted yet they are some minutes later');
UPDATE post SET accepted_at = accepted_at - interval '7 minutes';
UPDATE search_refresh SET at = the_time() - interval '6 minutes';
SELECT is(search_words_due(), NULL, 'and then not before the next day, as none came since');

SELECT * FROM finish();
ROLLBACK;
