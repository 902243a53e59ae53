-- SPDX-License-Identifier: GPL-3.0-or-later
-- forms.sql - what the pages of people without an account show, after people.sql: a discussion with
-- an archive, two years of a letter, sixty contributions that wait for the next one, and requests of
-- each kind that has a page.
SET search_path = colporteur, public;
INSERT INTO list (name, domain, kind, title, is_public) VALUES
  ('atelier', 'lists.example.org', 'discussion', 'Atelier', true), ('bureau', 'lists.example.org', 'discussion', 'Bureau', false);
CREATE TEMPORARY TABLE sample AS
  SELECT s.id, row_number() OVER (ORDER BY s.id) AS n, s.territories[1] AS place, s.interests
  FROM subscriber s ORDER BY s.id LIMIT 20000;
INSERT INTO subscription (list, subscriber, state) SELECT l.id, s.id, 'confirmed' FROM sample s, list l WHERE l.name IN ('atelier', 'bureau');
INSERT INTO consent_event (subscriber, list, what, how) SELECT u.subscriber, u.list, 'confirm', 'web' FROM subscription u;

INSERT INTO message (message_id, content_hash, short_hash, raw, from_name, subject, body, date, date_reason, refers_to)
  SELECT 'many-' || n || '@example.net', sha256(n::text::bytea), 'MANY' || n, 'x', 'Nolwenn', 'Question numéro ' || n,
    repeat('Une question parmi d’autres, au sujet des arrêts de car. ', 20), timestamptz '2026-03-01 12:00+00' + n * interval '1 hour', 'date', '{}'
  FROM generate_series(1, 5000) n;
SELECT count(post_insert((SELECT id FROM list WHERE name = 'atelier'), id, NULL)) FROM message WHERE message_id LIKE 'many-%' AND id % 2 = 0;
SELECT count(post_insert((SELECT id FROM list WHERE name = 'atelier'), id, NULL)) FROM message WHERE message_id LIKE 'many-%' AND id % 2 = 1;

-- One in twelve is for everybody.
INSERT INTO contribution (kind, title, body, author, state, proposed_at, decided_at)
  SELECT CASE WHEN i % 3 = 0 THEN 'finding' ELSE 'initiative' END, 'Contribution numéro ' || i,
    repeat('Un texte assez long pour tenir une ligne ou deux. ', 10), 'Soazig', 'accepted',
    timestamptz '2024-11-01Z' + i * interval '2 days', timestamptz '2024-11-02Z' + i * interval '2 days' FROM generate_series(1, 360) i;
INSERT INTO contribution_territory SELECT c.id, t.id FROM contribution c
  JOIN LATERAL (SELECT id FROM territory WHERE kind = CASE WHEN c.id % 7 = 0 THEN 'epci' ELSE 'commune' END
                AND (kind = 'epci' OR substr(code, 1, 2) IN ('22', '29', '35', '44', '56'))
                ORDER BY md5(code || c.id) LIMIT 1) t ON true WHERE c.id % 12 <> 0;
INSERT INTO contribution_interest SELECT c.id, i.id FROM contribution c
  JOIN LATERAL (SELECT id FROM interest ORDER BY md5(slug || c.id) LIMIT 2) i ON true WHERE c.id % 12 <> 0;
INSERT INTO edition (list, number, title, editorial, state, message_id, composed_at, sent_at)
  SELECT l.id, n, 'Lettre numéro ' || n, 'Bonjour.', 'finished', 'lettre-' || n || '@lists.example.org',
    timestamptz '2024-12-01Z' + n * interval '28 days', timestamptz '2024-12-01Z' + n * interval '28 days'
  FROM list l, generate_series(1, 25) n WHERE l.name = 'lettre';
INSERT INTO edition_piece (edition, position, section, part, contribution, html, text)
  SELECT e.id, 1 + (c.id - 1) % 12, 'everybody', 'item', c.id, '<p>Un texte.</p>', 'Un texte.'
  FROM edition e JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM contribution) c ON 1 + (c.n - 1) / 12 = e.number;
INSERT INTO edition_section (edition, number, reach, sort)
  SELECT e.id, n, (ARRAY['everybody', 'near', 'interests'])[n + 1], (ARRAY['kind', 'nearest', 'kind'])[n + 1] FROM edition e, generate_series(0, 2) n;

INSERT INTO subscriber (language) SELECT 'fr' FROM generate_series(1, 1000);
INSERT INTO address (address_key, address, subscriber)
  SELECT 'asks' || id || '@example.org', 'asks' || id || '@example.org', id FROM subscriber WHERE id > (SELECT max(subscriber) FROM address);
INSERT INTO subscription (list, subscriber) SELECT l.id, a.subscriber FROM list l, address a WHERE l.name IN ('atelier', 'lettre') AND a.address_key LIKE 'asks%';
INSERT INTO join_request (list, subscriber, language, by_page, territories, interests)
  SELECT u.list, u.subscriber, 'fr', true, ARRAY(SELECT id::int FROM territory WHERE code = '29019'), ARRAY(SELECT id::int FROM interest ORDER BY id LIMIT 3)
  FROM subscription u JOIN address a ON a.subscriber = u.subscriber WHERE a.address_key LIKE 'asks%';
INSERT INTO address_change (subscriber, what, address_key, address, due_at)
  SELECT id, 'add', 'second' || id || '@example.net', 'second' || id || '@example.net', now() + interval '1 day' FROM sample WHERE n <= 1000;
-- The robots have half of their hour's letters behind them.
INSERT INTO robot_answer (address_key, network, at)
  SELECT 'asked' || i || '@example.org', '192.0.' || i % 100 || '.0/24', now() - interval '30 minutes' FROM generate_series(1, 500) i;
SELECT letter_waiting_fill(NULL, NULL);
VACUUM ANALYZE;
