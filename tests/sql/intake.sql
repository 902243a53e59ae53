-- SPDX-License-Identifier: GPL-3.0-or-later
-- Mails that were accepted and wait to be filed: each once, and with the person who wrote it.
BEGIN;
SELECT plan(13);

INSERT INTO list (name, domain, kind, title) VALUES ('une', 'example.org', 'discussion', 'Une'), ('autre', 'example.org', 'discussion', 'Autre');
INSERT INTO subscriber (name) VALUES ('kept'), ('gone'), ('erased');
CREATE FUNCTION pg_temp.list(text) RETURNS bigint LANGUAGE sql AS $$ SELECT id FROM list WHERE name = $1 $$;
CREATE FUNCTION pg_temp.who(text) RETURNS bigint LANGUAGE sql AS $$ SELECT id FROM subscriber WHERE name = $1 $$;
CREATE FUNCTION pg_temp.take(p_list text, p_who text, p_id text, p_print text) RETURNS boolean LANGUAGE sql AS $$
  SELECT post_take(pg_temp.list(p_list), pg_temp.who(p_who), p_id, sha256(p_print::bytea), 'raw', true)
$$;

SELECT ok(pg_temp.take('une', 'kept', 'a@example.org', 'a'), 'a mail is taken in');
SELECT ok(NOT pg_temp.take('une', 'kept', 'a@example.org', 'b'), 'not another one with its Message-ID');
SELECT ok(NOT pg_temp.take('une', 'kept', 'c@example.org', 'a'), 'nor the same under another Message-ID');
SELECT ok(pg_temp.take('autre', 'kept', 'a@example.org', 'a'), 'another list has it too');
SELECT ok(post_take(pg_temp.list('une'), NULL, 'd@example.org', NULL, 'raw', false), 'a stranger''s without a print is taken in');
SELECT is((SELECT count(*) FROM intake), 3::bigint, 'what was not taken in is not there');
SELECT is((SELECT count(*) FROM post_print), 2::bigint, 'and left no print');

SELECT message_file(pg_temp.list('une'), NULL, 'e@example.org', sha256('e'), 'hash', 'raw', '', NULL, '', '', NULL, the_time(), 'accepted', NULL, '{}', '{}', '[]', 0);
SELECT ok(NOT pg_temp.take('une', 'kept', 'e@example.org', 'e'), 'nor is what the archive has');

SELECT ok(pg_temp.take('une', 'gone', 'f@example.org', 'f') AND pg_temp.take('une', 'erased', 'g@example.org', 'g'), 'two more');
SELECT subscriber_merge(pg_temp.who('kept'), pg_temp.who('gone'));
SELECT is((SELECT subscriber FROM intake WHERE message_id = 'f@example.org'), pg_temp.who('kept'), 'mail follows its author into another record');
SELECT subscriber_erase(pg_temp.who('erased'), 'they asked');
SELECT is((SELECT count(*) FROM intake WHERE message_id = 'g@example.org'), 0::bigint, 'whoever is erased takes it along');

UPDATE intake SET fault = 'broken', received_at = the_time() - interval '1 minute' WHERE message_id = 'd@example.org';
SELECT results_eq($$ SELECT label, value FROM site.metrics() WHERE name = 'colporteur_intake' ORDER BY 1 $$,
  $$ VALUES ('state="failing"', 1::bigint), ('state="waiting"', 3) $$, 'the metrics count them');
SELECT cmp_ok((SELECT value FROM site.metrics() WHERE name = 'colporteur_intake_oldest_seconds'), '>=', 60::bigint, 'and say how old they are');

SELECT * FROM finish();
ROLLBACK;
