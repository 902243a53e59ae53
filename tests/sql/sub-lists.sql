-- SPDX-License-Identifier: GPL-3.0-or-later
-- Lists below others: who gets a post, through which list, and what cannot be.
BEGIN;
SELECT plan(31);

CREATE FUNCTION pg_temp.made(p_name text, p_parent text DEFAULT NULL) RETURNS bigint LANGUAGE sql AS $$
  INSERT INTO list (name, domain, kind, title, parent)
  VALUES (p_name, 'lists.example.org', 'discussion', p_name, (SELECT id FROM list WHERE name = p_parent)) RETURNING id
$$;
CREATE FUNCTION pg_temp.id(p_name text) RETURNS bigint LANGUAGE sql AS $$ SELECT id FROM list WHERE name = p_name $$;
CREATE FUNCTION pg_temp.person(p_name text, p_on text, p_delivery text DEFAULT 'each') RETURNS void LANGUAGE plpgsql AS $$
DECLARE n bigint := (SELECT subscriber FROM address WHERE address_key = p_name || '@example.net');
BEGIN
  IF n IS NULL THEN
    INSERT INTO subscriber DEFAULT VALUES RETURNING id INTO n;
    INSERT INTO address (subscriber, address, address_key, is_primary) VALUES (n, p_name || '@example.net', p_name || '@example.net', true);
  END IF;
  INSERT INTO subscription (list, subscriber, state, delivery) VALUES (pg_temp.id(p_on), n, 'confirmed', p_delivery);
END
$$;
CREATE FUNCTION pg_temp.readers(p_list text, p_message bigint DEFAULT 0) RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(split_part(a.address, '@', 1) || ':' || l.name || CASE r.delivery WHEN 'each' THEN '' ELSE '/' || r.delivery END, ' ' ORDER BY 1)
  FROM post_readers(pg_temp.id(p_list), p_message) r JOIN address a USING (subscriber) JOIN list l ON l.id = r.list,
  LATERAL (SELECT a.address) x
$$;

SELECT pg_temp.made('bretagne'), pg_temp.made('brest', 'bretagne'), pg_temp.made('brest-velo', 'brest'), pg_temp.made('rennes', 'bretagne'), pg_temp.made('ailleurs') \g /dev/null
SELECT pg_temp.person('anna', 'bretagne'), pg_temp.person('bob', 'brest'), pg_temp.person('cleo', 'brest-velo'), pg_temp.person('dan', 'rennes', 'digest'),
  pg_temp.person('elsa', 'ailleurs') \g /dev/null

-- Who gets it.
SELECT is(pg_temp.readers('bretagne'), 'anna:bretagne bob:brest cleo:brest-velo dan:rennes/digest', 'a post reaches the lists below, each reader through theirs and as they read it');
SELECT is(pg_temp.readers('brest'), 'bob:brest cleo:brest-velo', 'not those above, nor beside');
SELECT is(pg_temp.readers('brest-velo'), 'cleo:brest-velo', 'nor from the lowest');
SELECT pg_temp.person('bob', 'rennes'), pg_temp.person('anna', 'rennes'), pg_temp.person('cleo', 'brest', 'digest') \g /dev/null
SELECT is(pg_temp.readers('bretagne'), 'anna:bretagne bob:brest cleo:brest/digest dan:rennes/digest', 'once: through the list itself, else the nearest, else the oldest');
UPDATE subscription SET delivery = 'none' WHERE list = pg_temp.id('brest');
SELECT is(pg_temp.readers('bretagne'), 'anna:bretagne bob:rennes cleo:brest-velo dan:rennes/digest', 'where they take nothing, through another on which they do');
UPDATE subscription SET delivery = 'each' WHERE list = pg_temp.id('brest');
UPDATE subscription SET delivery = 'none' WHERE list = pg_temp.id('bretagne');
SELECT is(pg_temp.readers('bretagne'), 'bob:brest cleo:brest dan:rennes/digest', 'who wants nothing of the list itself gets nothing by the way');
UPDATE subscription SET delivery = 'each', state = 'unsubscribed' WHERE list = pg_temp.id('bretagne');
SELECT is(pg_temp.readers('bretagne'), 'bob:brest cleo:brest dan:rennes/digest', 'nor does who left it');
UPDATE subscription SET state = 'unconfirmed' WHERE list = pg_temp.id('bretagne');
SELECT is(pg_temp.readers('bretagne'), 'anna:rennes bob:brest cleo:brest dan:rennes/digest', 'who has but asked to join has not said anything yet');
UPDATE subscription SET state = 'confirmed' WHERE list = pg_temp.id('bretagne');
UPDATE list SET closed_at = the_time() WHERE name = 'brest';
SELECT is(pg_temp.readers('bretagne'), 'anna:bretagne bob:rennes cleo:brest-velo dan:rennes/digest', 'a closed list is left out, what is below it is not');
UPDATE list SET closed_at = NULL WHERE name = 'brest';

-- Up.
UPDATE list SET posts_up = true WHERE name IN ('brest', 'brest-velo');
SELECT is(pg_temp.readers('brest-velo'), 'anna:bretagne bob:brest cleo:brest-velo', 'where posts go up they reach those above, and not their other lists');
UPDATE list SET posts_up = false WHERE name = 'brest';
SELECT is(pg_temp.readers('brest-velo'), 'bob:brest cleo:brest-velo', 'each list says it for itself');

-- Topics are those of the list through which somebody reads.
INSERT INTO interest (slug, label_fr, label_en, label_br) VALUES ('sub-velo', 'V', 'V', 'V'), ('sub-train', 'T', 'T', 'T');
SELECT interest_closure_rebuild() \g /dev/null
INSERT INTO list_interest (list, interest) SELECT l.id, i.id FROM list l, interest i WHERE l.name IN ('bretagne', 'rennes') AND i.slug LIKE 'sub-%';
INSERT INTO subscription_topic (list, subscriber, interest)
  SELECT pg_temp.id('rennes'), (SELECT subscriber FROM address WHERE address_key = 'dan@example.net'), id FROM interest WHERE slug = 'sub-train';
WITH m AS (INSERT INTO message (message_id, content_hash, short_hash, raw, date, date_reason)
  VALUES ('one@example.net', sha256('one'), 'one', '', the_time(), 'date') RETURNING id)
SELECT id AS one FROM m \gset
SELECT post_insert(pg_temp.id('bretagne'), :one, NULL) \g /dev/null
INSERT INTO post_topic (list, message, interest) SELECT pg_temp.id('bretagne'), :one, id FROM interest WHERE slug = 'sub-velo';
SELECT is(pg_temp.readers('bretagne', :one), 'anna:bretagne bob:brest cleo:brest', 'topics that a member takes of a list below hold for what comes from above');
DELETE FROM post_topic WHERE message = :one;


-- Who has it.
INSERT INTO mailing (kind, list, message) SELECT 'post', pg_temp.id('bretagne'), :one;
WITH m AS (INSERT INTO mailing (kind, list, message, posted_to) SELECT 'post', pg_temp.id('brest'), :one, pg_temp.id('bretagne') RETURNING id)
INSERT INTO delivery (mailing, recipient) SELECT m.id, a.subscriber FROM m, address a WHERE a.address_key = 'bob@example.net';
INSERT INTO digest_wait (list, subscriber, message) SELECT pg_temp.id('brest'), a.subscriber, :one FROM address a WHERE a.address_key = 'cleo@example.net';
SELECT set_eq(format('SELECT split_part(a.address, ''@'', 1) FROM post_had(%s, %s) h JOIN address a ON a.subscriber = h', pg_temp.id('bretagne'), :one), ARRAY['bob', 'cleo'],
  'who got it or waits for it has it, through whichever list');
SELECT is((SELECT count(*) FROM post_had(pg_temp.id('rennes'), :one)), 0::bigint, 'of lists that a post does not reach nothing is asked');
UPDATE subscription SET delivery = 'important';
SELECT set_eq(format('SELECT split_part(a.address, ''@'', 1) || '':'' || l.name FROM important_readers(%s, %s) r JOIN address a USING (subscriber) JOIN list l ON l.id = r.list', pg_temp.id('bretagne'), :one),
  ARRAY['anna:bretagne', 'dan:rennes'], 'marked important later it reaches who has it not, through theirs');
UPDATE subscription SET delivery = 'each';

-- What cannot be.
SELECT throws_ok(format('UPDATE list SET parent = %s WHERE id = %1$s', pg_temp.id('brest')), '23514', NULL, 'no list is below itself');
SELECT throws_ok(format('UPDATE list SET parent = %s WHERE id = %s', pg_temp.id('brest-velo'), pg_temp.id('bretagne')), '23514', 'a list would be below itself', 'nor by the way of others');
SELECT is((SELECT parent FROM list WHERE name = 'bretagne'), NULL::bigint, 'it stays as it was');
SELECT lives_ok(format('UPDATE list SET parent = %s WHERE id = %s', pg_temp.id('ailleurs'), pg_temp.id('bretagne')), 'four above each other can be');
SELECT lives_ok(format('SELECT pg_temp.made(%L, %L)', 'brest-lent', 'brest-velo'), 'and five');
SELECT throws_ok(format('SELECT pg_temp.made(%L, %L)', 'brest-tres-lent', 'brest-lent'), '23514', 'more than 5 lists would stand above each other', 'six cannot');
SELECT pg_temp.made('monde') \g /dev/null
SELECT throws_ok(format('UPDATE list SET parent = %s WHERE id = %s', pg_temp.id('monde'), pg_temp.id('ailleurs')), '23514', 'more than 5 lists would stand above each other', 'nor by putting all of them below one more');
SELECT is((SELECT count(*) FROM list_reach(pg_temp.id('ailleurs'))), 6::bigint, 'from the highest all of them are reached');
SELECT throws_ok(format('INSERT INTO mailing (kind, list, message, posted_to) SELECT ''post'', id, %s, id FROM list WHERE name = ''brest''', :one), '23514', NULL, 'a mailing was posted elsewhere or not');

-- Who may write: the query asks what is asked here.
SELECT is((SELECT string_agg(l.name, ' ' ORDER BY r.distance, l.name) FROM list_reach(pg_temp.id('bretagne')) r JOIN list l ON l.id = r.list), 'bretagne brest rennes brest-velo brest-lent', 'the list itself comes first');

-- What becomes of them.
UPDATE list SET name = 'breizh' WHERE name = 'bretagne';
SELECT is(pg_temp.readers('breizh'), 'anna:breizh bob:brest cleo:brest dan:rennes', 'called otherwise it has the lists below it still');
SELECT list_delete(pg_temp.id('brest'), false, 'test') \g /dev/null
SELECT is((SELECT string_agg(name || ':' || coalesce(parent::text, '-'), ' ' ORDER BY name) FROM list WHERE name LIKE 'brest%'),
  'brest:- brest-lent:' || pg_temp.id('brest-velo') || ' brest-velo:-', 'deleted it is below nothing, and what was below it stands for itself');
SELECT is((SELECT d.state::text FROM delivery d JOIN mailing m ON m.id = d.mailing WHERE m.posted_to = pg_temp.id('breizh')), 'f', 'what its members were to get goes to nobody');
SELECT throws_ok(format('UPDATE list SET parent = %s WHERE id = %s', pg_temp.id('brest'), pg_temp.id('rennes')), '23514', 'the list above it was deleted', 'nothing is put below a deleted list');
SELECT list_delete(pg_temp.id('breizh'), true, 'test') \g /dev/null
SELECT is((SELECT count(*) FROM message WHERE id = :one) + (SELECT count(*) FROM mailing WHERE message = :one), 0::bigint, 'deleted with its archive, nothing is left of what reached others');
SELECT is((SELECT parent FROM list WHERE name = 'rennes'), NULL::bigint, 'nor of where they stood');

SELECT * FROM finish();
ROLLBACK;
