-- SPDX-License-Identifier: GPL-3.0-or-later
-- Two records of one person made one keep how they read, and what waits for their digests.
BEGIN;
SELECT plan(9);

INSERT INTO list (name, domain, kind, title)
  SELECT n, 'example.org', 'discussion', n FROM unnest(ARRAY['both', 'each', 'left', 'alone']) n;
INSERT INTO subscriber (name, break_from, break_until, time_zone)
  VALUES ('kept', '2026-05-01', '2026-05-10', NULL), ('gone', '2026-05-05', '2026-06-01', 'Europe/Paris');
CREATE TEMPORARY VIEW kept AS SELECT id FROM subscriber WHERE name = 'kept';
INSERT INTO message (message_id, content_hash, short_hash, raw, date, date_reason)
  SELECT 'm' || i || '@example.org', sha256(i::text::bytea), 'h' || i, '', the_time(), 'date' FROM generate_series(1, 3) i;
INSERT INTO subscription (list, subscriber, state, delivery, digest_every, digest_form, pause_from, pause_until, posting, changed_at)
  SELECT l.id, s.id, v.state, v.delivery, v.every, v.form, v.pause, v.pause + 9, v.posting, timestamptz '2026-01-01Z' + v.day * interval '1 day'
  FROM (VALUES ('both', 'kept', 'confirmed', 'digest', 'daily', 'mime', NULL::date, 'rules', 1),
               ('both', 'gone', 'confirmed', 'digest', 'weekly', 'plain', '2026-07-01', 'muted', 2),
               ('each', 'kept', 'confirmed', 'each', 'daily', 'mime', NULL, 'trusted', 10),
               ('each', 'gone', 'confirmed', 'digest', 'daily', 'mime', NULL, 'rules', 1),
               ('left', 'kept', 'unsubscribed', 'each', 'daily', 'mime', NULL, 'rules', 10),
               ('left', 'gone', 'confirmed', 'digest', 'daily', 'mime', NULL, 'rules', 1),
               ('alone', 'gone', 'confirmed', 'digest', 'weekly', 'mime', NULL, 'rules', 1))
    v (list, who, state, delivery, every, form, pause, posting, day) JOIN list l ON l.name = v.list JOIN subscriber s ON s.name = v.who;
-- On "both" the record that goes said last what it takes, on "each" the one that stays.
INSERT INTO subscription_topic (list, subscriber, interest)
  SELECT l.id, s.id, i.id FROM (VALUES ('both', 'kept', 'velo'), ('both', 'gone', 'mobilite'), ('each', 'gone', 'velo'), ('alone', 'gone', 'velo'))
    v (list, who, topic) JOIN list l ON l.name = v.list JOIN subscriber s ON s.name = v.who JOIN interest i ON i.slug = v.topic;
-- The first post waits for both, the second for the one that goes; on "each" one came before the
-- record that stays got each post, and one after.
INSERT INTO digest_wait (list, subscriber, at, message)
  SELECT l.id, s.id, timestamptz '2026-01-01Z' + v.day * interval '1 day', m.id
  FROM (VALUES ('both', 'kept', 3, 'm1'), ('both', 'gone', 4, 'm1'), ('both', 'gone', 4, 'm2'), ('each', 'gone', 5, 'm1'),
               ('each', 'gone', 12, 'm2'), ('left', 'gone', 5, 'm1'), ('alone', 'gone', 5, 'm3')) v (list, who, day, message)
  JOIN list l ON l.name = v.list JOIN subscriber s ON s.name = v.who JOIN message m ON m.message_id = v.message || '@example.org';

SELECT subscriber_merge(k.id, g.id) FROM subscriber k, subscriber g WHERE k.name = 'kept' AND g.name = 'gone';

SELECT results_eq($$ SELECT m.message_id FROM digest_wait w JOIN list l ON l.id = w.list JOIN message m ON m.id = w.message, kept
  WHERE l.name = 'both' AND w.subscriber = kept.id ORDER BY 1 $$, $$ VALUES ('m1@example.org'), ('m2@example.org') $$,
  'what waited for either record waits, once');
SELECT results_eq($$ SELECT m.message_id FROM digest_wait w JOIN list l ON l.id = w.list JOIN message m ON m.id = w.message
  WHERE l.name = 'each' $$, $$ VALUES ('m1@example.org') $$, 'what was sent as it came waits no more');
SELECT is_empty($$ SELECT FROM digest_wait w JOIN list l ON l.id = w.list WHERE l.name = 'left' $$, 'nothing waits on a list they have left');
SELECT is((SELECT count(*) FROM digest_wait w JOIN list l ON l.id = w.list, kept WHERE l.name = 'alone' AND w.subscriber = kept.id), 1::bigint,
  'lists of one record come with what waits there');
SELECT results_eq($$ SELECT digest_every, digest_form, pause_from, pause_until FROM subscription u JOIN list l ON l.id = u.list WHERE l.name = 'both' $$,
  $$ VALUES ('weekly', 'plain', date '2026-07-01', date '2026-07-10') $$, 'digests and pause are as said last');
SELECT results_eq($$ SELECT l.name, i.slug FROM subscription_topic t JOIN list l ON l.id = t.list JOIN interest i ON i.id = t.interest, kept
  WHERE t.subscriber = kept.id ORDER BY 1, 2 $$, $$ VALUES ('alone', 'velo'), ('both', 'mobilite') $$, 'so are topics');
SELECT results_eq($$ SELECT l.name, posting FROM subscription u JOIN list l ON l.id = u.list WHERE posting <> 'rules' ORDER BY 1 $$,
  $$ VALUES ('both', 'muted'), ('each', 'trusted') $$, 'who is muted by one list stays so');
SELECT results_eq('SELECT break_from, break_until FROM subscriber', $$ VALUES (date '2026-05-05', date '2026-06-01') $$, 'the longer break holds');
SELECT is((SELECT time_zone FROM subscriber), 'Europe/Paris', 'the time zone is kept');
SELECT * FROM finish();
ROLLBACK;
