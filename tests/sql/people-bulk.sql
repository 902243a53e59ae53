-- SPDX-License-Identifier: GPL-3.0-or-later
-- What foreign keys of addresses and subscriptions would check, checked by the statement.
BEGIN;
SELECT plan(18);

INSERT INTO list (name, domain, kind, title) VALUES ('lettre', 'lists.example.org', 'newsletter', 'La lettre'), ('autre', 'lists.example.org', 'newsletter', 'Autre');
INSERT INTO subscriber (name) VALUES ('Ange'), ('Maud'), ('Gwen');
CREATE TEMPORARY TABLE who AS SELECT name, id FROM subscriber;
CREATE TEMPORARY TABLE what AS SELECT name, id FROM list;

SELECT lives_ok($$INSERT INTO address (address_key, address, subscriber) SELECT lower(name) || '@example.org', name || '@example.org', id FROM who$$,
  'people who are there have addresses');
SELECT throws_ok($$INSERT INTO address (address_key, address, subscriber) VALUES ('x@example.org', 'x@example.org', -1)$$, '23503', NULL,
  'nobody else has');
SELECT throws_ok($$INSERT INTO address (address_key, address, subscriber) SELECT 'x' || n || '@example.org', 'x@example.org', CASE n WHEN 2 THEN -1 ELSE w.id END
  FROM generate_series(1, 3) n, who w WHERE w.name = 'Ange'$$, '23505', NULL, 'two primary addresses of one person are refused');
SELECT throws_ok($$INSERT INTO address (address_key, address, subscriber, is_primary) SELECT 'x' || n || '@example.org', 'x@example.org', CASE n WHEN 2 THEN -1 ELSE w.id END, false
  FROM generate_series(1, 3) n, who w WHERE w.name = 'Ange'$$, '23503', NULL, 'one row among others is found out');
SELECT lives_ok($$INSERT INTO address (address_key, address, subscriber, is_primary) SELECT 'x' || n || '@example.org', 'x@example.org', w.id, false
  FROM generate_series(1, 3) n, who w WHERE w.name = 'Ange'$$, 'a person has several others');
SELECT throws_ok($$UPDATE address SET subscriber = -1 WHERE address_key = 'ange@example.org'$$, '23503', NULL, 'an address cannot move to nobody');
SELECT lives_ok($$UPDATE address SET subscriber = (SELECT id FROM who WHERE name = 'Maud') WHERE address_key = 'x1@example.org'$$, 'it can to somebody');

SELECT lives_ok($$INSERT INTO subscription (list, subscriber) SELECT t.id, w.id FROM what t, who w$$, 'people are on lists');
SELECT throws_ok($$INSERT INTO subscription (list, subscriber) SELECT id, -1 FROM what$$, '23503', NULL, 'nobody else is');
DELETE FROM subscription WHERE subscriber = (SELECT id FROM who WHERE name = 'Gwen');
SELECT throws_ok($$INSERT INTO subscription (list, subscriber) SELECT l, w.id FROM who w, unnest(ARRAY[-1, (SELECT max(id) FROM what)]) l WHERE name = 'Gwen'$$, '23503', NULL,
  'nor on lists that are not there');
SELECT throws_ok($$UPDATE subscription SET subscriber = -1 WHERE (list, subscriber) = (SELECT min(list), min(subscriber) FROM subscription)$$, '23503', NULL, 'a subscription cannot move to nobody');
SELECT throws_ok($$UPDATE subscription SET list = -1$$, '23503', NULL, 'nor to another list');
SELECT throws_ok($$UPDATE list SET id = DEFAULT$$, '23503', NULL, 'a list keeps its number');
SELECT throws_ok($$UPDATE subscriber SET id = DEFAULT$$, '23503', NULL, 'so does a subscriber');

DELETE FROM list WHERE name = 'autre';
SELECT is((SELECT count(*) FROM subscription), 2::bigint, 'subscriptions go with their list');
DELETE FROM subscriber WHERE name = 'Maud';
SELECT is((SELECT string_agg(address_key, ' ' ORDER BY address_key) FROM address), 'ange@example.org gwen@example.org x2@example.org x3@example.org', 'addresses go with their person');
SELECT is((SELECT count(*) FROM subscription), 1::bigint, 'so do subscriptions');

-- Whom this transaction added is counted, whoever else is between.
SELECT lives_ok($$WITH s AS (INSERT INTO subscriber (name) SELECT 'S' || n FROM generate_series(1, 50) n RETURNING id)
  INSERT INTO address (address_key, address, subscriber) SELECT 's' || id || '@example.org', 's@example.org', id FROM s$$, 'many people are added at once');

SELECT * FROM finish();
ROLLBACK;
