-- SPDX-License-Identifier: GPL-3.0-or-later
-- What is found, by whichever way is shorter; and what a result shows of a text.
BEGIN;
SET search_path = colporteur, public;
SELECT plan(17);

SELECT is(search_prose(E'> Un  mot\n>> ----------\n\tet  un\tautre\r\n | ==========\nen-tête, a -- b'), 'Un mot et un autre en-tête, a -- b',
  'marks of quotes, drawn lines and blanks are no words');
SELECT is(search_prose(E'\x01mark\x02'), 'mark', 'nor are the marks of what was found');
SELECT is(search_prose(''), '', 'nothing is nothing');
SELECT is(search_snippet(E'-- \n____________\nUne  haie\n\n\nvive.', search_query('haie')), E'Une \x01haie\x02 vive', 'a snippet reads as one line');
SELECT matches(search_snippet(repeat('un peu de tout ', 100) || ' haie', search_query('haie')), E'\x01haie\x02', 'what is further down is looked for');
SELECT matches(search_snippet(repeat('un peu de tout ', 400) || E'une\nHaie vive', search_query('haie')), E'\x01Haie\x02', 'and much further');
SELECT matches(search_snippet(repeat('un peu de tout, ', 100) || 'l’énergie', search_query('energie')), E'\x01énergie\x02', 'with its accents');

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
  FROM search_found(lists_searched(true, NULL, NULL, NULL), 'zirconium', NULL, NULL, NULL, NULL, false, p_most) f JOIN message m ON m.id = f.id $$;
SELECT is(pg_temp.found(2), ARRAY['m3', 'm2'], 'what may be seen is found behind what may not');
SELECT is(pg_temp.found(90), ARRAY['m3', 'm2', 'm1'], 'all of it');

-- A list that is a small part of the archive, and one that is much of it.
CREATE FUNCTION pg_temp.found_in(p_list text, p_words text, p_subject text DEFAULT NULL, p_from text DEFAULT NULL, p_most int DEFAULT 300)
  RETURNS text[] LANGUAGE sql AS $$
  SELECT coalesce(array_agg(m.message_id ORDER BY f.date DESC), '{}')
  FROM search_found(ARRAY(SELECT id FROM list WHERE name = p_list), p_words, p_subject, p_from, NULL, NULL, false, p_most) f
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
SELECT is(cardinality(pg_temp.found_in('une', 'tournant -"pont tournant"')), 45, 'without a phrase is not without its words');
SELECT is(pg_temp.found_in('une', NULL, 'solange', NULL, 2), ARRAY['p57', 'p53'], 'a word of the subject');
SELECT is(pg_temp.found_in('une', 'tournant', NULL, 'solange', 2), ARRAY['p60', 'p56'], 'who wrote it');
SELECT is((SELECT array_agg(facet || ' ' || value || ' ' || messages ORDER BY facet, messages DESC) FROM site.search_begin('tournant', NULL, NULL, 'une', 0, 0, false, NULL, NULL, true, 2)),
  ARRAY['  0', '  0', 'author Erwan 45', 'author Solange Pontlevis 15', 'list une 60', 'year 2026 60']::text[] , 'a page, and all that was found counted');

SELECT * FROM finish();
ROLLBACK;
