-- SPDX-License-Identifier: GPL-3.0-or-later
-- Mails that were accepted and wait to be filed: each once, and with the person who wrote it.
BEGIN;
SELECT plan(41);

-- Plans are kept that were made while nothing waited.
CREATE FUNCTION pg_temp.plan_of(text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  line text;
  lines text := '';
BEGIN
  FOR line IN EXECUTE 'EXPLAIN ' || $1 LOOP
    lines := lines || line || E'\n';
  END LOOP;
  RETURN lines;
END
$$;
SET LOCAL enable_seqscan = off;
SELECT matches(pg_temp.plan_of($$ SELECT EXISTS (SELECT FROM intake i WHERE i.list = g.list AND i.message_id = g.message_id OFFSET 0)
                                  FROM unnest('{1,2}'::bigint[], '{a,b}'::text[]) g(list, message_id) $$),
  'Index Cond: .*message_id', 'a Message-ID that waits is looked for as such, however few wait');
SET LOCAL enable_seqscan = on;

INSERT INTO list (name, domain, kind, title) VALUES ('une', 'example.org', 'discussion', 'Une'), ('autre', 'example.org', 'discussion', 'Autre');
INSERT INTO subscriber (name) VALUES ('kept'), ('gone'), ('erased');
CREATE FUNCTION pg_temp.list(text) RETURNS bigint LANGUAGE sql AS $$ SELECT id FROM list WHERE name = $1 $$;
CREATE FUNCTION pg_temp.who(text) RETURNS bigint LANGUAGE sql AS $$ SELECT id FROM subscriber WHERE name = $1 $$;
CREATE FUNCTION pg_temp.take(p_list text, p_who text, p_id text, p_print text) RETURNS boolean LANGUAGE sql AS $$
  SELECT * FROM posts_take(ARRAY[pg_temp.list(p_list)], ARRAY[pg_temp.who(p_who)], ARRAY[p_id], ARRAY[sha256(p_print::bytea)], ARRAY['raw'::bytea], ARRAY[1])
$$;

SELECT ok(pg_temp.take('une', 'kept', 'a@example.org', 'a'), 'a mail is taken in');
SELECT ok(NOT pg_temp.take('une', 'kept', 'a@example.org', 'b'), 'not another one with its Message-ID');
SELECT ok(NOT pg_temp.take('une', 'kept', 'c@example.org', 'a'), 'nor the same under another Message-ID');
SELECT ok(pg_temp.take('autre', 'kept', 'a@example.org', 'a'), 'another list has it too');
SELECT ok((SELECT * FROM posts_take(ARRAY[pg_temp.list('une')], ARRAY[0::bigint], ARRAY['d@example.org'], ARRAY[NULL::bytea], ARRAY['raw'::bytea], ARRAY[0])), 'a stranger''s without a print is taken in');
SELECT is((SELECT count(*) FROM intake), 3::bigint, 'what was not taken in is not there');
SELECT is((SELECT count(*) FROM post_print), 2::bigint, 'and left no print');

-- Several at once: each gets its own answer, in its place.
CREATE FUNCTION pg_temp.take_all(p_lists text[], p_ids text[], p_prints text[]) RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(t::text, ' ' ORDER BY n) FROM posts_take(
    (SELECT array_agg(pg_temp.list(l) ORDER BY n) FROM unnest(p_lists) WITH ORDINALITY u(l, n)), array_fill(0::bigint, ARRAY[cardinality(p_ids)]), p_ids,
    (SELECT array_agg(sha256(p::bytea) ORDER BY n) FROM unnest(p_prints) WITH ORDINALITY u(p, n)),
    (SELECT array_agg(convert_to(i, 'UTF8') ORDER BY n) FROM unnest(p_ids) WITH ORDINALITY u(i, n)), array_fill(1, ARRAY[cardinality(p_ids)]))
    WITH ORDINALITY r(t, n)
$$;
SELECT is(pg_temp.take_all('{une,une,une,autre,une,une}', '{m1@e,m1@e,a@example.org,m1@e,m2@e,m3@e}', '{p1,p2,p3,p1,p1,NULL}'),
  'true false false true false true', 'of several, those that are new, and of two alike the first; on each list');
SELECT is((SELECT string_agg(convert_from(raw, 'UTF8') || ' ' || l.name, ', ' ORDER BY i.id) FROM intake i JOIN list l ON l.id = i.list WHERE message_id ~ '^m'),
  'm1@e une, m1@e autre, m3@e une', 'each with its own bytes, in their order');
SELECT is((SELECT count(*) FROM post_print WHERE print IN (sha256('p2'), sha256('p3'))), 0::bigint, 'what was not taken left no print');
SELECT results_eq($$ SELECT same, repeated, is_reply, state FROM post_facts(
    ARRAY[pg_temp.list('une'), pg_temp.list('autre'), pg_temp.list('une')], '{x@example.org,"",x@example.org}', '{m3@e,m3@e,new@e}',
    ARRAY[sha256('p9'), sha256('p1'), NULL], '{}', '{}', '{m1@e,none@e,none@e}', '{2,1,3}', 100) $$,
  $$ VALUES (true, false, false, 'none'), (false, true, true, 'none'), (false, false, false, 'none') $$,
  'what is known of several is told of each, in its place');
DELETE FROM intake WHERE message_id ~ '^m';

-- Asked about and taken in at once, for the answers for which the list takes it.
INSERT INTO address (address_key, address, subscriber) VALUES ('kept@example.org', 'kept@example.org', pg_temp.who('kept'));
INSERT INTO subscription (list, subscriber, state) VALUES (pg_temp.list('une'), pg_temp.who('kept'), 'confirmed');
CREATE FUNCTION pg_temp.meet(p_id text, p_author text, p_takes bigint, p_version int DEFAULT 0, p_refers text[] DEFAULT '{}') RETURNS text LANGUAGE sql AS $$
  SELECT concat_ws(' ', state, posting, CASE WHEN same THEN 'same' END, CASE WHEN repeated THEN 'repeated' END, CASE WHEN is_reply THEN 'reply' END,
                   CASE WHEN NOT as_known THEN 'changed' END, CASE WHEN taken THEN 'taken' END)
  FROM posts_meet(ARRAY[pg_temp.list('une')], ARRAY[(SELECT (xmin::text::bigint + p_version)::text FROM list WHERE name = 'une')], ARRAY[p_author],
                  ARRAY[p_id], ARRAY[sha256(p_id::bytea)], ARRAY['raw'::bytea], ARRAY[p_takes], '{}', '{}', p_refers, array_fill(1, ARRAY[cardinality(p_refers)]), 0)
$$;
SELECT is(pg_temp.meet('n1@e', 'kept@example.org', 1::bigint << 1), 'confirmed rules taken', 'who is on the list is taken where it takes them');
SELECT is(pg_temp.meet('n1@e', 'kept@example.org', 1::bigint << 1), 'confirmed rules same repeated', 'once');
SELECT is(pg_temp.meet('n2@e', 'kept@example.org', 1::bigint << 1, 1), 'confirmed rules changed', 'while the list is as it was');
SELECT is(pg_temp.meet('n2@e', 'kept@example.org', ~(1::bigint << 1)), 'confirmed rules', 'and not where it does not');
SELECT is(pg_temp.meet('n3@e', 'kept@example.org', 1::bigint << 1, 0, '{n1@e}'), 'confirmed rules reply', 'an answer not as if it were none');
SELECT is(pg_temp.meet('n3@e', 'kept@example.org', 1::bigint << 17, 0, '{n1@e}'), 'confirmed rules reply taken', 'but where the list takes answers');
SELECT is(pg_temp.meet('n4@e', 'x@example.org', 1::bigint << 1), 'none rules', 'a stranger''s not as a member''s');
SELECT is(pg_temp.meet('n4@e', 'x@example.org', 1), 'none rules taken', 'but where it takes strangers''');
UPDATE subscription SET posting = 'watched' WHERE subscriber = pg_temp.who('kept');
SELECT is(pg_temp.meet('n5@e', 'kept@example.org', -1), 'confirmed watched', 'nobody who is watched, whatever is said');
UPDATE subscription SET posting = 'trusted' WHERE subscriber = pg_temp.who('kept');
INSERT INTO list_role (list, address, role) VALUES (pg_temp.list('une'), 'Kept@example.org', 'owner'), (pg_temp.list('une'), 'kept@example.org', 'moderator');
SELECT is(pg_temp.meet('n6@e', 'kept@example.org', 1::bigint << 15), 'confirmed trusted taken', 'each answer has its number');
SELECT is((SELECT string_agg(concat_ws(' ', i.message_id, s.name), ', ' ORDER BY i.id) FROM intake i LEFT JOIN subscriber s ON s.id = i.subscriber WHERE message_id ~ '^n'),
  'n1@e kept, n3@e kept, n4@e, n6@e kept', 'each with who wrote it');
DELETE FROM intake WHERE message_id ~ '^n';

SELECT message_file(pg_temp.list('une'), NULL, 'e@example.org', sha256('e'), 'hash', 'raw', '', NULL, '', '', NULL, the_time(), 'accepted', NULL, '{}', '{}', '[]', 0);
SELECT ok(NOT pg_temp.take('une', 'kept', 'e@example.org', 'e'), 'nor is what the archive has');

SELECT ok(pg_temp.take('une', 'gone', 'f@example.org', 'f') AND pg_temp.take('une', 'erased', 'g@example.org', 'g'), 'two more');
SELECT subscriber_merge(pg_temp.who('kept'), pg_temp.who('gone'));
SELECT is((SELECT subscriber FROM intake WHERE message_id = 'f@example.org'), pg_temp.who('kept'), 'mail follows its author into another record');
SELECT subscriber_erase(pg_temp.who('erased'), 'they asked');
SELECT is((SELECT count(*) FROM intake WHERE message_id = 'g@example.org'), 0::bigint, 'whoever is erased takes it along');

SELECT results_eq($$ SELECT * FROM posts_take(ARRAY[pg_temp.list('une'), pg_temp.list('une'), 0], ARRAY[-1::bigint, 0, 0], '{q1@e,q2@e,q3@e}',
    ARRAY[sha256('q1'), sha256('q2'), sha256('q3')], array_fill('raw'::bytea, ARRAY[3]), '{1,1,1}') $$,
  'VALUES (false), (true), (false)', 'what has no author or no list any more is not taken in, what stands beside it is');
SELECT is((SELECT count(*) FROM post_print WHERE print IN (sha256('q1'), sha256('q3'))), 0::bigint, 'and leaves no print');
INSERT INTO list (name, domain, kind, title) VALUES ('breve', 'example.org', 'discussion', 'Brève');
SELECT ok(pg_temp.take('breve', 'kept', 'h@example.org', 'h'), 'a list takes one in');
CREATE TEMP TABLE brief AS SELECT pg_temp.list('breve') AS id;
DELETE FROM list WHERE name = 'breve';
SELECT is((SELECT count(*) FROM intake WHERE list = (SELECT id FROM brief)), 0::bigint, 'and takes it along when it is deleted');
SELECT is((SELECT count(*) FROM post_print WHERE list = (SELECT id FROM brief)), 0::bigint, 'with its print');
DELETE FROM intake WHERE message_id ~ '^q';

UPDATE intake SET fault = 'broken', received_at = the_time() - interval '1 minute' WHERE message_id = 'd@example.org';
SELECT results_eq($$ SELECT label, value FROM site.metrics() WHERE name = 'colporteur_intake' ORDER BY 1 $$,
  $$ VALUES ('state="failing"', 1::bigint), ('state="set_aside"', 0), ('state="waiting"', 3) $$, 'the metrics count them');
SELECT cmp_ok((SELECT value FROM site.metrics() WHERE name = 'colporteur_intake_oldest_seconds'), '>=', 60::bigint, 'and say how old they are');

-- One that ends whoever files it, and one that cannot be filed: set aside in the end.
DELETE FROM intake WHERE message_id NOT IN ('d@example.org', 'f@example.org');
UPDATE intake SET fault = NULL;
CREATE FUNCTION pg_temp.number(text) RETURNS bigint LANGUAGE sql AS $$ SELECT id FROM intake WHERE message_id = $1 $$;
CREATE FUNCTION pg_temp.begin(int) RETURNS TABLE (mail bigint, aside boolean) LANGUAGE sql AS $$
  UPDATE intake SET next_try = the_time() WHERE message_id = 'd@example.org';
  SELECT * FROM intake_begin();
$$;
SELECT results_eq('SELECT * FROM pg_temp.begin(0)', $$ VALUES (pg_temp.number('d@example.org'), false) $$, 'the first is counted as begun');
SELECT is((SELECT id FROM intake_claim(0)), pg_temp.number('f@example.org'), 'and is not the first again: those behind it do not wait');
SELECT is((SELECT id FROM intake_claim(pg_temp.number('d@example.org'))), pg_temp.number('d@example.org'), 'whoever began it can claim it');
SELECT results_eq('SELECT b.aside FROM generate_series(1, 3) i, LATERAL pg_temp.begin(i) b', 'VALUES (false), (false), (true)', 'begun three times and never ended, it is set aside');
SELECT is((SELECT id FROM intake_claim(pg_temp.number('d@example.org'))), NULL, 'then nobody can claim it');
SELECT results_eq($$ SELECT intake_fault(pg_temp.number('f@example.org'), 'broken', false) FROM generate_series(1, 10) $$,
  'SELECT n = 10 FROM generate_series(1, 10) n', 'one that was tried ten times is set aside');
SELECT ok(NOT (SELECT bool_or(intake_fault(pg_temp.number('d@example.org'), 'no space', true)) FROM generate_series(1, 20)), 'but not for what passes');

SELECT * FROM finish();
ROLLBACK;
