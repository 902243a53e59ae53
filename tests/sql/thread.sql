-- SPDX-License-Identifier: GPL-3.0-or-later
-- Threads are the same whatever the order in which messages arrive.
BEGIN;
SELECT plan(13);

INSERT INTO list (name, domain, kind, title) VALUES ('mobilites', 'example.org', 'discussion', 'Mobilités');
-- a is answered by b; b and e refer to each other; c and d answer a message nobody has seen.
CREATE TEMPORARY TABLE mail (name text, refers_to text[], day int);
INSERT INTO mail VALUES ('a', '{}', 1), ('b', '{a,e}', 2), ('c', '{ghost}', 3), ('d', '{ghost}', 4), ('e', '{b}', 5);

CREATE FUNCTION pg_temp.arrive(names text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE n text; m bigint;
BEGIN
  FOREACH n IN ARRAY names LOOP
    INSERT INTO message (message_id, content_hash, short_hash, raw, date, date_reason, refers_to)
      SELECT name, sha256(name::bytea), name, '', timestamptz '2026-01-01' + day * interval '1 day', 'date', mail.refers_to
      FROM mail WHERE name = n RETURNING id INTO m;
    PERFORM post_insert(l.id, m, NULL) FROM list l WHERE l.name = 'mobilites';
  END LOOP;
END
$$;
-- "a b e | c d" with what the list's page shows of each.
CREATE FUNCTION pg_temp.threads() RETURNS text LANGUAGE sql AS $$
  WITH threads AS (
    SELECT t.root, string_agg(m.message_id, ' ' ORDER BY m.message_id) AS members, count(*) AS n
    FROM post p JOIN thread t ON t.id = p.thread JOIN message m ON m.id = p.message GROUP BY t.root)
  SELECT string_agg(format('%s: %s posts, first %s, %s to %s', members, l.posts, f.message_id,
      to_char(l.first_date, 'DD'), to_char(l.last_date, 'DD')), ' | ' ORDER BY members)
  FROM threads FULL JOIN list_thread l ON l.thread = threads.root LEFT JOIN message f ON f.id = l.first_message
$$;
CREATE FUNCTION pg_temp.forget() RETURNS void LANGUAGE sql AS
  'DELETE FROM list_thread; DELETE FROM post; DELETE FROM thread_node; DELETE FROM thread; DELETE FROM message';
CREATE FUNCTION pg_temp.outcome(names text[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE r text;
BEGIN
  PERFORM pg_temp.arrive(names);
  r := pg_temp.threads();
  PERFORM pg_temp.forget();
  RETURN r;
END
$$;
CREATE TEMPORARY TABLE seen AS
  WITH RECURSIVE orders(names) AS (
    SELECT '{}'::text[] UNION ALL
    SELECT names || name FROM orders, mail WHERE name <> ALL (names))
  SELECT names, pg_temp.outcome(names) AS outcome FROM orders WHERE cardinality(names) = 5;

SELECT is((SELECT count(*) FROM seen), 120::bigint, 'five messages arrive in 120 orders');
SELECT results_eq('SELECT DISTINCT outcome FROM seen',
  ARRAY['a b e: 3 posts, first a, 02 to 06 | c d: 2 posts, first c, 04 to 05'], 'and always make the same two threads');

-- Threads that were joined are joined again to others: s answers q and r, t answers p and q.
CREATE TEMPORARY TABLE two_mails AS SELECT * FROM mail;
DELETE FROM mail;
INSERT INTO mail VALUES ('p', '{}', 1), ('q', '{}', 2), ('r', '{}', 3), ('s', '{q,r}', 4), ('t', '{p,q}', 5);
CREATE TEMPORARY TABLE seen_joined AS
  WITH RECURSIVE orders(names) AS (
    SELECT '{}'::text[] UNION ALL
    SELECT names || name FROM orders, mail WHERE name <> ALL (names))
  SELECT names, pg_temp.outcome(names) AS outcome FROM orders WHERE cardinality(names) = 5;
SELECT is((SELECT count(*) FROM seen_joined), 120::bigint, 'five others arrive in 120 orders');
SELECT results_eq('SELECT DISTINCT outcome FROM seen_joined',
  ARRAY['p q r s t: 5 posts, first p, 02 to 06'], 'and always make one thread');
DELETE FROM mail;
INSERT INTO mail SELECT * FROM two_mails;

-- The message nobody had seen arrives at last, and answers a.
INSERT INTO mail VALUES ('ghost', '{a}', 6);
SELECT pg_temp.arrive('{e,d,c,b,a,ghost}') \g /dev/null
SELECT is(pg_temp.threads(), 'a b c d e ghost: 6 posts, first a, 02 to 07', 'it joins both into one');
SELECT is((SELECT post_insert(l.id, m.id, NULL) FROM list l, message m WHERE m.message_id = 'a'), NULL, 'a post is on a list once');
SELECT is(pg_temp.threads(), 'a b c d e ghost: 6 posts, first a, 02 to 07', 'and counted once');

-- Used again with other content, a Message-ID is another message of the same thread.
INSERT INTO message (message_id, content_hash, short_hash, raw, date, date_reason)
  VALUES ('a', sha256('other'), 'a', '', '2026-02-01', 'date');
SELECT isnt((SELECT post_insert(l.id, m.id, NULL) FROM list l, message m WHERE m.date = '2026-02-01'), NULL,
  'a Message-ID used again is another post');
SELECT is((SELECT count(DISTINCT root) FROM thread JOIN post ON post.thread = thread.id), 1::bigint, 'in the same thread');

-- What a kept page is made of has changed: each change is a transaction's, here a part of one.
UPDATE list SET is_public = true;
CREATE TEMPORARY TABLE version AS SELECT site.message_version('mobilites', 'b') AS message, site.thread_version('mobilites', 'b') AS thread;
SELECT isnt((SELECT message FROM version), NULL, 'a public message has a version');
SAVEPOINT redaction;
UPDATE message SET from_name = '' WHERE message_id = 'd';
RELEASE redaction;
SELECT isnt(site.thread_version('mobilites', 'b'), (SELECT thread FROM version), 'a message that is changed changes its thread''s');
SELECT isnt(site.message_version('mobilites', 'b'), (SELECT message FROM version), 'and that of its neighbours, which name its author');
UPDATE list SET is_public = false;
SELECT is(site.thread_version('mobilites', 'b'), NULL, 'a private list''s has none');

SELECT * FROM finish();
ROLLBACK;
