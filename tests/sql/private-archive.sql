-- SPDX-License-Identifier: GPL-3.0-or-later
-- The site's role reads a private list with a token that was signed, for that list, for somebody who
-- is on it, and while it lasts; with anything else there is no such list, nor anywhere but beneath it.
BEGIN;
SELECT plan(25);
INSERT INTO list (name, domain, kind, title, is_public) VALUES
  ('bureau', 'example.org', 'discussion', 'Bureau', false), ('conseil', 'example.org', 'discussion', 'Conseil', false),
  ('mobilites', 'example.org', 'discussion', 'Mobilités', true);
INSERT INTO subscriber (name) VALUES ('Maud'), ('Yann');
INSERT INTO address (address_key, address, subscriber, is_primary) SELECT lower(name) || '@example.org', lower(name) || '@example.org', id, true FROM subscriber;
INSERT INTO subscription (list, subscriber, state) SELECT l.id, s.id, 'confirmed' FROM list l, subscriber s WHERE s.name = 'Maud';
INSERT INTO message (message_id, content_hash, short_hash, raw, from_name, subject, body, date, date_reason, parts)
  SELECT name, sha256(name::bytea), upper(name), 'secret file', 'Zincou', 'Zinc ' || name, 'Zinctext', timestamptz '2026-03-01', 'date',
         '[{"number": "2", "type": "text/plain", "name": "a.txt", "size": 6, "from": 0, "length": 6, "encoding": "8bit"}]' FROM list;
SELECT post_insert(l.id, m.id, NULL) FROM list l JOIN message m ON m.message_id = l.name;

\ir ../lib/sign-token.sql
CREATE TEMPORARY TABLE token AS
  SELECT n.name, pg_temp.token(purpose, ARRAY[l.id, s.id, extract(epoch FROM now())::bigint + seconds]) AS token
  FROM (VALUES ('good', 'archive', 'bureau', 'Maud', 1000), ('old', 'archive', 'bureau', 'Maud', -1), ('stranger', 'archive', 'bureau', 'Yann', 1000),
               ('other', 'archive', 'conseil', 'Maud', 1000), ('public', 'archive', 'mobilites', 'Maud', 1000), ('purpose', 'erase', 'bureau', 'Maud', 1000))
    n(name, purpose, list, who, seconds) JOIN list l ON l.name = n.list JOIN subscriber s ON s.name = n.who;
GRANT SELECT ON token TO PUBLIC;
SELECT is(archive_grant(token), (SELECT id FROM list WHERE name = 'bureau'), 'a token of a member opens a list') FROM token WHERE name = 'good';

-- Everything that a page beneath a list asks, and all that others ask.
CREATE FUNCTION pg_temp.seen(p_list text) RETURNS text LANGUAGE plpgsql SET search_path = site AS $$
BEGIN
  RETURN concat_ws(' ',
    (SELECT 'list' FROM list WHERE name = p_list), (SELECT 'post' FROM post WHERE list_name = p_list),
    (SELECT 'threads' FROM threads(p_list, 250000000000000000, 0, false, 10)),
    (SELECT 'posts' FROM posts(p_list, -62000000000000000, 250000000000000000, -62000000000000000, 0, false, 10)),
    (SELECT 'months' FROM months(p_list, 'UTC')), (SELECT 'page' FROM message_page(p_list, p_list)),
    (SELECT 'version' WHERE message_version(p_list, p_list) IS NOT NULL), (SELECT 'thread' WHERE thread_version(p_list, p_list) IS NOT NULL),
    (SELECT 'mbox' FROM month_versions(p_list, 'UTC', -62000000000000000, 250000000000000000)),
    (SELECT 'files' FROM post_files(p_list, ARRAY[(SELECT message FROM message_page(p_list, p_list))])),
    (SELECT 'file' FROM post_file(p_list, p_list, '2', 0, 100)),
    (SELECT 'search' FROM search('zinctext', NULL, NULL, p_list, 0, 0, false, NULL, NULL, true, 0, 10)));
END
$$;
CREATE FUNCTION pg_temp.elsewhere() RETURNS text LANGUAGE plpgsql SET search_path = site AS $$
BEGIN
  RETURN concat_ws(' ', (SELECT string_agg(list_name, ',') FROM posts_newest(10)),
    (SELECT string_agg(name, ',') FROM joinable WHERE name <> 'mobilites'),
    (SELECT 'version' WHERE list_version('bureau') IS NOT NULL));
END
$$;
GRANT USAGE ON SCHEMA site TO PUBLIC;
SET ROLE colporteur_site;
SELECT is(pg_temp.seen('mobilites'), 'list post threads posts months page version thread mbox files file search', 'a public list is read');
SELECT is(pg_temp.seen('bureau'), '', 'a private one is not there');
SELECT throws_ok('SELECT * FROM reading.list', '42501', NULL, 'nor in what the functions look at');
SELECT throws_ok('SELECT colporteur.archive_grant(''x'')', '42501', NULL, 'tokens are judged by functions alone');
SELECT ok(NOT site.archive_open('bureau', token), 'a token opens nothing: ' || name) FROM token WHERE name <> 'good' ORDER BY name;
SELECT ok(NOT site.archive_open('bureau', left(token, -1) || 'a') OR right(token, 1) = 'a', 'nor does one that was altered') FROM token WHERE name = 'good';
SELECT ok(NOT site.archive_open('bureau', NULL) AND NOT site.archive_open('bureau', 'x'), 'nor nothing, nor nonsense');
SELECT is(pg_temp.seen('bureau'), '', 'and none of that leaves it open');
SELECT set_config('colporteur.grant', token, true) IS NULL FROM token WHERE name = 'stranger';
SELECT is(pg_temp.seen('bureau'), '', 'who says a token by themselves is believed no more');
SELECT ok(site.archive_open('bureau', token), 'a good one opens it') FROM token WHERE name = 'good';
SELECT is(pg_temp.seen('bureau'), 'list post threads posts months page version thread mbox files file search', 'and all of it is read');
SELECT is(pg_temp.seen('conseil'), '', 'another private list is not');
SELECT is(pg_temp.elsewhere(), 'mobilites', 'it is in no feed of the site, no form and no mirror');
SELECT is((SELECT count(*) FROM site.search_suggest('zinctexte')), 0::bigint, 'nor among words that are suggested');
RESET ROLE;
UPDATE subscription SET state = 'unsubscribed' WHERE subscriber = (SELECT id FROM subscriber WHERE name = 'Maud');
SET ROLE colporteur_site;
SELECT is(pg_temp.seen('bureau'), '', 'who leaves reads no more, from that moment on');
SELECT ok(NOT site.archive_open('bureau', token), 'nor opens it again') FROM token WHERE name = 'good';
RESET ROLE;
UPDATE subscription SET state = 'confirmed';
SELECT is((SELECT name FROM site.archive_ask((SELECT token FROM token WHERE name = 'good'))), 'bureau', 'back on it, they may again');
UPDATE list SET deleted_at = now(), closed_at = now() WHERE name = 'bureau';
SELECT is(archive_grant(token), NULL, 'a list that was deleted is open to nobody') FROM token WHERE name = 'good';
UPDATE list SET deleted_at = NULL, closed_at = NULL WHERE name = 'bureau';
SELECT token_key_rotate();
SELECT isnt(archive_grant(token), NULL, 'a new key leaves links good') FROM token WHERE name = 'good';
UPDATE token_key SET retired_at = now() WHERE id = 1;
SELECT is(archive_grant(token), NULL, 'until the old one is retired') FROM token WHERE name = 'good';
SELECT * FROM finish();
ROLLBACK;
