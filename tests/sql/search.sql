-- SPDX-License-Identifier: GPL-3.0-or-later
-- What a result shows of a text: words, on one line.
BEGIN;
SET search_path = colporteur, public;
SELECT plan(7);

SELECT is(search_prose(E'> Un  mot\n>> ----------\n\tet  un\tautre\r\n | ==========\nen-tête, a -- b'), 'Un mot et un autre en-tête, a -- b',
  'marks of quotes, drawn lines and blanks are no words');
SELECT is(search_prose(E'\x01mark\x02'), 'mark', 'nor are the marks of what was found');
SELECT is(search_prose(''), '', 'nothing is nothing');
SELECT is(search_snippet(E'-- \n____________\nUne  haie\n\n\nvive.', search_query('haie')), E'Une \x01haie\x02 vive', 'a snippet reads as one line');
SELECT matches(search_snippet(repeat('un peu de tout ', 100) || ' haie', search_query('haie')), E'\x01haie\x02', 'what is further down is looked for');

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

SELECT * FROM finish();
ROLLBACK;
