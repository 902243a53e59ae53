-- SPDX-License-Identifier: GPL-3.0-or-later
-- What follows from a bounce: never anything from one event, nothing twice, nothing for policy.
BEGIN;
SELECT plan(17);

INSERT INTO list (name, domain, kind, title) VALUES ('mobilites', 'example.org', 'discussion', 'Mobilités');
INSERT INTO subscriber (name) VALUES ('Ange'), ('Lou');
INSERT INTO address (address_key, address, subscriber) SELECT lower(name) || '@example.org', name || '@example.org', id FROM subscriber;
INSERT INTO subscription (list, subscriber, state) SELECT l.id, s.id, 'confirmed' FROM list l, subscriber s;
INSERT INTO mailing (kind, list, content) SELECT 'probe', id, '' FROM list;
-- An ordinary mailing needs a message; what it delivers is of no matter here.
INSERT INTO message (message_id, content_hash, short_hash, raw, date, date_reason, refers_to)
  VALUES ('a@example.org', sha256('a'), 'a', '', now(), 'date', '{}');
INSERT INTO mailing (kind, list, message) SELECT 'post', l.id, m.id FROM list l, message m;

CREATE FUNCTION pg_temp.event(who text, class text, ago interval, kind text DEFAULT 'post') RETURNS text LANGUAGE plpgsql AS $$
DECLARE b bigint;
BEGIN
  INSERT INTO bounce (mailing, subscriber, raw, received_at)
    SELECT m.id, s.id, '', now() - ago FROM mailing m, subscriber s WHERE m.kind = event.kind AND s.name = who RETURNING id INTO b;
  RETURN bounce_note(b, class, '5.1.1', 550, 'text:test', 'said', 3, 3, 30 * 86400 * 1000000::bigint, true);
END
$$;
CREATE FUNCTION pg_temp.standing(who text) RETURNS text LANGUAGE sql AS
  $$ SELECT b.state || ' ' || b.days FROM bounce_score b JOIN subscriber s ON s.id = b.subscriber WHERE s.name = who $$;

SELECT is(pg_temp.event('Ange', 'policy', '9 days'), 'ignored', 'a refusal for policy');
SELECT is(pg_temp.event('Ange', 'auto-reply', '9 days'), 'ignored', 'and an answer of a program are ignored');
SELECT is(pg_temp.standing('Ange'), NULL, 'and leave nothing');
SELECT is(pg_temp.event('Ange', 'hard', '6 days'), 'scored', 'a dead address is a point');
SELECT is(pg_temp.event('Ange', 'hard', '6 days'), 'scored', 'the same day');
SELECT is(pg_temp.standing('Ange'), 'counting 1', 'counts once');
SELECT is(pg_temp.event('Ange', 'hard', '5 days') || ', ' || pg_temp.event('Ange', 'hard', '4 days'), 'scored, scored', 'some days are not enough');
SELECT is(pg_temp.event('Ange', 'hard', '3 days'), 'probe due', 'many are');
SELECT is(pg_temp.event('Ange', 'hard', '2 days'), 'scored', 'once');
UPDATE bounce_score SET state = 'probing', probe = (SELECT id FROM mailing WHERE kind = 'probe');
SELECT is(pg_temp.event('Ange', 'policy', '1 day', 'probe'), 'ignored', 'a probe refused for policy says nothing');
SELECT is(pg_temp.event('Ange', 'hard', '1 day', 'probe'), 'suspended', 'one that is refused as dead suspends');
SELECT is((SELECT state FROM subscription u JOIN subscriber s ON s.id = u.subscriber WHERE s.name = 'Ange'), 'confirmed', 'which is not leaving');
SELECT is(bounce_note((SELECT max(id) FROM bounce), 'hard', '', 0, 'again', '', 3, 3, 1, true), NULL, 'nothing is judged twice');

SELECT ok(NOT is_suppressed('lou@example.org'), 'nobody is suppressed at first');
SELECT is(pg_temp.event('Lou', 'complaint', '1 day'), 'complaint', 'a complaint');
SELECT ok(is_suppressed('lou@example.org') AND NOT is_suppressed('ange@example.org'), 'suppresses who complained');
SELECT results_eq($$ SELECT u.state, c.how FROM subscription u JOIN subscriber s ON s.id = u.subscriber JOIN consent_event c ON c.subscriber = s.id WHERE s.name = 'Lou' $$,
  $$ VALUES ('unsubscribed', 'complaint') $$, 'and takes them off the list, with the proof');

SELECT * FROM finish();
ROLLBACK;
