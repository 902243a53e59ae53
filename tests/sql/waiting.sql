-- SPDX-License-Identifier: GPL-3.0-or-later
-- Letters that wait for the budget of all: what is given up is not made up for later.
BEGIN;
SELECT plan(16);
INSERT INTO list (name, domain, kind, title) VALUES ('une', 'example.org', 'discussion', 'Une');

-- Each from another network, all for one mailbox; ten letters an hour, three a day for each mailbox.
INSERT INTO robot_answer (address_key, network) SELECT 'x' || i || '@example.net', 'example.net' FROM generate_series(1, 10) i;
SELECT is((SELECT array_agg(DISTINCT join_by_form('maud+' || i || '@example.net', 'maud+' || i || '@example.net', 'fr', ARRAY[l.id], 'each', '{}', '{}', 'form', NULL,
  i || '.0.0.0/24', 3, 4, 10)) FROM list l, generate_series(1, 8) i), ARRAY['waits'], 'eight spellings of one mailbox wait');
SELECT is((SELECT count(*) FROM page_letter WHERE network IS NOT NULL), 8::bigint, 'each with its letter');
DELETE FROM robot_answer;
SELECT is(page_letter_release(3, 4, 10, 500), 3, 'as many go as the mailbox may have in a day');
SELECT is((SELECT count(*) FROM page_letter), 3::bigint, 'the others are given up');
SELECT is((SELECT count(*) FROM join_request WHERE reminded_at IS NULL), 3::bigint, 'and nobody is reminded of a letter that they never had');

-- What cannot go yet is looked at once in a round.
DELETE FROM page_letter;
DELETE FROM robot_answer;
INSERT INTO robot_answer (address_key, network) SELECT 'y' || i || '@example.net', '192.0.2.0/24' FROM generate_series(1, 4) i;
INSERT INTO page_letter (what, list, subscriber, network) SELECT 'join', r.list, r.subscriber, n.network
  FROM (SELECT * FROM join_request ORDER BY subscriber DESC LIMIT 1) r, (VALUES ('192.0.2.0/24'), ('192.0.2.0/24')) n(network);
INSERT INTO page_letter (what, list, subscriber, network, turn)
  SELECT 'join', list, subscriber, '198.51.100.0/24', 100 FROM (SELECT * FROM join_request ORDER BY subscriber DESC LIMIT 1) r;
SELECT is(page_letter_release(3, 4, 10, 500), 1, 'a network that has had its share holds up no other');
SELECT results_eq('SELECT DISTINCT turn FROM page_letter WHERE network IS NOT NULL', ARRAY[4], 'and is put off once, however much one round writes');

INSERT INTO page_letter (what, list, subscriber, network) SELECT 'join', id, 0, '203.0.113.0/24' FROM list;
SELECT lives_ok('SELECT page_letter_release(3, 4, 10, 500)', 'a letter to nobody holds up nothing');
SELECT is((SELECT count(*) FROM page_letter WHERE subscriber = 0), 0::bigint, 'and goes');
-- Texts share the room: who takes most gives way, all of it or nothing, and never below one's share.
DELETE FROM page_letter;
CREATE FUNCTION waits(p_network text, p_bytes int) RETURNS void LANGUAGE sql AS $$
  INSERT INTO page_letter (what, list, subscriber, network, bytes) SELECT 'join', id, 0, p_network, p_bytes FROM list LIMIT 1
$$;
SELECT waits('2001:db8:1:' || i || '::/64', n) FROM unnest(ARRAY[49000, 2000]) WITH ORDINALITY t(n, i);
SELECT ok(NOT proposal_room('10.2.0.0/24', 50000, 65536), 'a text for which not enough gives way gets no room');
SELECT is((SELECT sum(bytes) FROM page_letter), 51000::bigint, 'and pushes out none');
SELECT ok(proposal_room('10.2.0.0/24', 15000, 65536), 'one gets it for which enough gives way');
SELECT is((SELECT array_agg(bytes) FROM page_letter), ARRAY[49000], 'the latest of who takes most has gone');
SELECT ok(NOT proposal_room('2001:db8:1:7::/64', 20000, 65536), 'another network of who takes most pushes out none of theirs');
DELETE FROM page_letter;
SELECT waits('10.' || n || '.0.0/24', 5000) FROM generate_series(1, 13) n;
SELECT ok(NOT proposal_room('10.99.0.0/24', 1000, 65536), 'a short text that waits is not pushed out by a shorter one');
SELECT is((SELECT count(*) FROM page_letter), 13::bigint, 'they all wait');
SELECT * FROM finish();
ROLLBACK;
