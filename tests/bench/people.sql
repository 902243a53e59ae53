-- SPDX-License-Identifier: GPL-3.0-or-later
-- people.sql - :n sample people for measurements, run with psql -v n=200000: each lives in a
-- commune of France (two in three in historical Brittany, as the community is), follows five
-- interests and is on the list "lettre". The same people each time.
SET search_path = colporteur, public;
BEGIN;
INSERT INTO list (name, domain, kind, title) VALUES ('lettre', 'lists.example.org', 'newsletter', 'La lettre')
  ON CONFLICT DO NOTHING;
CREATE TEMPORARY TABLE place AS
  SELECT id, code, row_number() OVER (PARTITION BY here ORDER BY id) - 1 AS n, count(*) OVER (PARTITION BY here) AS total, here,
         places_of(ARRAY[id::int]) AS places
  FROM (SELECT id, code, substr(code, 1, 2) IN ('22', '29', '35', '44', '56') AS here FROM territory WHERE kind = 'commune') t;
CREATE INDEX ON place (here, n);
CREATE TEMPORARY TABLE theme AS
  SELECT id, row_number() OVER (ORDER BY id) - 1 AS n, count(*) OVER () AS total FROM interest;
CREATE TEMPORARY TABLE person AS
  SELECT i, i % 3 <> 0 AS here, nextval(pg_get_serial_sequence('colporteur.subscriber', 'id')) AS id FROM generate_series(1, :n) i;
INSERT INTO subscriber (id, name, language, knowledge, territories, interests, places, created_at, last_contact_at) OVERRIDING SYSTEM VALUE
  SELECT p.id, 'Maud ' || i, (ARRAY['fr', 'fr', 'fr', 'fr', 'fr', 'fr', 'fr', 'en', 'br'])[1 + i % 9],
         CASE WHEN i % 10 = 0 THEN '{citizen}'::text[] ELSE '{}' END, ARRAY[l.id],
         ARRAY(SELECT DISTINCT h.id::int FROM generate_series(1, 5) k JOIN theme h ON h.n = (p.i::bigint * 5 + k * (p.i % 5 + 1)) % h.total ORDER BY 1),
         l.places,
         timestamptz '2020-01-01Z' + i % 2500 * interval '1 day', timestamptz '2021-01-01Z' + i % 2100 * interval '1 day'
  FROM person p JOIN (SELECT here, max(total) AS total FROM place GROUP BY here) w ON w.here = p.here
  JOIN place l ON l.here = p.here AND l.n = p.i::bigint * 7919 % w.total;
INSERT INTO address (address_key, address, subscriber)
  SELECT k, k, id FROM person, LATERAL (SELECT 'reader' || i || '@' || (ARRAY['example.org', 'example.net'])[1 + i % 2] AS k) a;
INSERT INTO subscription (list, subscriber, state) SELECT l.id, p.id, 'confirmed' FROM list l, person p WHERE l.name = 'lettre';
COMMIT;
VACUUM (ANALYZE) subscriber, address, subscription;
