-- SPDX-License-Identifier: GPL-3.0-or-later
-- Whoever asks to join while strangers flood the pages is not refused: the letter that asks them to
-- confirm waits for its turn. It is written as the budget of all has room again, quiet
-- networks first, so that a flood from some networks waits behind everybody else, and one from very
-- many delays people and stops nobody.

SET LOCAL search_path = colporteur, public;

ALTER TABLE page_letter ADD COLUMN network text, ADD COLUMN turn int NOT NULL DEFAULT 0;
COMMENT ON TABLE page_letter IS 'letters that pages asked for and that are not written yet; gone in seconds, or in hours where they wait for the budget of all, so that it references neither lists nor people';
COMMENT ON COLUMN page_letter.network IS 'which network asked for one that waits for the budget of all; NULL: it waits for nothing';
COMMENT ON COLUMN page_letter.turn IS 'of one that waits: how many times four the network had asked before; the lowest goes first';
CREATE INDEX page_letter_waiting ON page_letter (turn, id) WHERE network IS NOT NULL;
COMMENT ON INDEX page_letter_waiting IS 'those that wait, in their order';
CREATE INDEX page_letter_network ON page_letter (network) WHERE network IS NOT NULL;
COMMENT ON INDEX page_letter_network IS 'how many of a network wait';
CREATE INDEX page_letter_around ON page_letter (network_around(network)) WHERE network IS NOT NULL;
COMMENT ON INDEX page_letter_around IS 'how many of a wider network wait';

CREATE FUNCTION robot_room(p_network text, p_per_network int, p_overall int, p_waited boolean) RETURNS text
  LANGUAGE plpgsql STABLE SET search_path = colporteur, pg_temp AS $$
DECLARE
  since timestamptz := the_time() - interval '1 hour';
  wider text := network_around(p_network);
BEGIN
  IF (SELECT count(*) FROM robot_answer r WHERE r.network = p_network AND r.at > since) >= p_per_network
     OR wider <> '' AND (SELECT count(*) FROM robot_answer r WHERE r.around = wider AND r.at > since)
                        >= least(4::bigint * p_per_network, greatest(p_overall / 2, 1)) THEN
    RETURN 'network';
  END IF;
  -- A quarter is for those whom mail or a letter's link proves; another for those who wait, where some do.
  RETURN CASE WHEN (SELECT count(*) FROM robot_answer r WHERE r.at > since) < p_overall - CASE
      WHEN wider = '' THEN 0
      WHEN p_waited OR NOT EXISTS (SELECT FROM page_letter WHERE network IS NOT NULL) THEN p_overall / 4
      ELSE p_overall / 2 END
    THEN 'yes' ELSE 'overall' END;
END
$$;
COMMENT ON FUNCTION robot_room(text, int, int, boolean) IS
  'whether the budgets of a network, of the wider one around it (four times that, and at most half of all) and of all (for pages, three quarters; half, where letters wait, for one that did not) have something left, whoever is to be written to: yes, network, overall';

CREATE OR REPLACE FUNCTION robot_has_room(p_network text, p_per_network int, p_overall int) RETURNS boolean
  LANGUAGE sql STABLE SET search_path = colporteur, pg_temp AS $$
  SELECT robot_room(p_network, p_per_network, p_overall, false) = 'yes'
$$;
COMMENT ON FUNCTION robot_has_room(text, int, int) IS 'whether a letter may be written now, whoever is to be written to, as robot_room() says';

CREATE FUNCTION robot_take(p_address text, p_network text, p_per_address int, p_per_network int, p_overall int, p_waited boolean) RETURNS text
  LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
DECLARE
  the_network text := coalesce(nullif(network_of(p_network), ''), p_network);
  room text;
BEGIN
  -- One after the other, so that many at once do not each find room for the last one.
  PERFORM pg_advisory_xact_lock(hashtextextended('robot_answer', 0));
  IF (SELECT count(*) FROM robot_answer WHERE mailbox = mailbox_of(p_address) AND at > the_time() - interval '1 day') >= p_per_address THEN
    RETURN 'address';
  END IF;
  room := robot_room(the_network, p_per_network, p_overall, p_waited);
  IF room = 'yes' THEN
    INSERT INTO robot_answer (address_key, network) VALUES (p_address, the_network);
  END IF;
  RETURN room;
END
$$;
COMMENT ON FUNCTION robot_take(text, text, int, int, int, boolean) IS
  'yes, and then it counts as an answer; or which budget is used up: the mailbox''s of a day, the network''s or the one of all of an hour. A network is a domain, an address on the network, one of network_of(), or empty';

CREATE OR REPLACE FUNCTION robot_may_answer(p_address text, p_network text, p_per_address int, p_per_network int, p_overall int) RETURNS text
  LANGUAGE sql SET search_path = colporteur, pg_temp AS $$
  SELECT robot_take(p_address, p_network, p_per_address, p_per_network, p_overall, false)
$$;
COMMENT ON FUNCTION robot_may_answer(text, text, int, int, int) IS 'robot_take() of what did not wait';

CREATE FUNCTION page_letter_turn(p_network text, p_per_network int, p_overall int) RETURNS int
  LANGUAGE plpgsql STABLE SET search_path = colporteur, pg_temp AS $$
DECLARE
  wider text := network_around(p_network);
  before int := (SELECT count(*) FROM page_letter WHERE network = p_network);
BEGIN
  IF wider = '' OR before >= p_per_network
     OR (SELECT count(*) FROM page_letter WHERE network_around(network) = wider AND network IS NOT NULL) >= least(4::bigint * p_per_network, greatest(p_overall / 2, 1))
     OR (SELECT count(*) FROM (SELECT FROM page_letter WHERE network IS NOT NULL LIMIT 12 * p_overall) w) >= 12 * p_overall THEN
    RETURN NULL;
  END IF;
  RETURN (before + (SELECT count(*) FROM robot_answer r WHERE r.network = p_network AND r.at > the_time() - interval '1 hour')) / 4;
END
$$;
COMMENT ON FUNCTION page_letter_turn(text, int, int) IS
  'the turn of another letter that a page of this network asks for; NULL: none may wait: no page asked, too many of the network wait already, or of all more than some hours write';

CREATE FUNCTION page_letter_release(p_per_address int, p_per_network int, p_overall int, p_most int) RETURNS int
  LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
DECLARE
  p page_letter;
  verdict text;
  released int := 0;
BEGIN
  FOR i IN 1 .. p_most LOOP
    SELECT * INTO p FROM page_letter w WHERE w.network IS NOT NULL ORDER BY w.turn, w.id LIMIT 1 FOR UPDATE SKIP LOCKED;
    EXIT WHEN p.id IS NULL;
    verdict := robot_take((SELECT a.address_key FROM address a WHERE a.subscriber = p.subscriber AND a.is_primary), p.network,
                          p_per_address, p_per_network, p_overall, true);
    EXIT WHEN verdict = 'overall';
    IF verdict = 'yes' THEN
      UPDATE page_letter SET network = NULL WHERE id = p.id;
      released := released + 1;
    ELSIF verdict = 'network' THEN
      UPDATE page_letter SET turn = turn + p_per_network WHERE id = p.id; -- behind the others
    ELSE
      DELETE FROM page_letter WHERE id = p.id; -- who has had enough today is not told, as ever
    END IF;
  END LOOP;
  RETURN released;
END
$$;
COMMENT ON FUNCTION page_letter_release(int, int, int, int) IS 'lets letters that wait be written, as many as the budgets have room for, in their order';

CREATE OR REPLACE FUNCTION join_ask(p_list bigint, p_key text, p_address text, p_language text, p_how text, p_network inet,
                         OUT subscriber bigint, OUT outcome text) LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(p_key, -75));
  SELECT a.subscriber INTO join_ask.subscriber FROM address a WHERE a.address_key = p_key;
  IF join_ask.subscriber IS NULL THEN
    INSERT INTO subscriber (language) VALUES (p_language) RETURNING id INTO join_ask.subscriber;
    INSERT INTO address (address_key, address, subscriber) VALUES (p_key, p_address, join_ask.subscriber);
  END IF;
  SELECT CASE WHEN u.state = 'confirmed' THEN 'already' END INTO outcome FROM subscription u
    WHERE u.list = p_list AND u.subscriber = join_ask.subscriber FOR UPDATE;
  IF outcome = 'already' THEN
    RETURN;
  END IF;
  INSERT INTO join_request (list, subscriber, language) VALUES (p_list, join_ask.subscriber, p_language)
    ON CONFLICT DO NOTHING;
  outcome := CASE WHEN FOUND THEN 'asked' ELSE 'waiting' END;
  INSERT INTO subscription (list, subscriber) VALUES (p_list, join_ask.subscriber) ON CONFLICT DO NOTHING;
  IF outcome = 'asked' THEN
    INSERT INTO consent_event (subscriber, list, what, how, network) VALUES (join_ask.subscriber, p_list, 'subscribe', p_how, p_network);
  ELSIF p_network IS NULL THEN
    -- Who asks by mail what they asked on a page need not wait with those of the pages.
    UPDATE page_letter l SET network = NULL WHERE l.subscriber = join_ask.subscriber AND l.what = 'join' AND l.network IS NOT NULL;
    IF FOUND THEN
      PERFORM pg_notify('letter', '');
    END IF;
  END IF;
END
$$;

CREATE OR REPLACE FUNCTION join_by_form(p_key text, p_address text, p_language text, p_lists bigint[], p_delivery text, p_places bigint[], p_interests bigint[],
                             p_how text, p_remote inet, p_network text, p_per_address int, p_per_network int, p_overall int) RETURNS text
  LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
DECLARE
  who bigint := (SELECT subscriber FROM address WHERE address_key = p_key);
  room text := robot_room(p_network, p_per_network, p_overall, false);
  -- Nobody overtakes those who wait.
  waits boolean := room = 'overall' OR room = 'yes' AND p_network LIKE '%/%' AND EXISTS (SELECT FROM page_letter WHERE network IS NOT NULL);
  turn int;
  fresh bigint[];
  verdict text;
BEGIN
  -- Before anything depends on whose the address is: what is answered tells nothing of it.
  IF waits THEN
    turn := page_letter_turn(p_network, p_per_network, p_overall);
  END IF;
  IF room = 'network' OR waits AND turn IS NULL THEN
    RETURN 'later';
  END IF;
  fresh := ARRAY(SELECT l FROM unnest(p_lists) l
                 WHERE NOT EXISTS (SELECT FROM join_request j WHERE j.list = l AND j.subscriber = who)
                   AND NOT EXISTS (SELECT FROM subscription u WHERE u.list = l AND u.subscriber = who AND u.state = 'confirmed'));
  verdict := CASE WHEN waits THEN 'waits' ELSE 'sent' END;
  -- Who was asked and may still answer is not asked again; nor twice by letters that wait.
  IF fresh = '{}' AND EXISTS (SELECT FROM join_request WHERE subscriber = who AND list = ANY (p_lists)) OR p_lists = '{}'
     OR fresh = '{}' AND EXISTS (SELECT FROM page_letter WHERE subscriber = who AND network IS NOT NULL) THEN
    RETURN verdict;
  END IF;
  IF NOT waits THEN
    CASE robot_may_answer(p_key, p_network, p_per_address, p_per_network, p_overall)
      WHEN 'yes' THEN NULL;
      WHEN 'address' THEN RETURN 'sent';
      ELSE RETURN 'later';
    END CASE;
  -- A mailbox that has had enough, with what waits for it.
  ELSIF (SELECT count(*) FROM robot_answer WHERE mailbox = mailbox_of(p_key) AND at > the_time() - interval '1 day')
      + (SELECT count(*) FROM page_letter WHERE subscriber = who AND network IS NOT NULL) >= p_per_address THEN
    RETURN verdict;
  END IF;
  IF fresh = '{}' THEN
    INSERT INTO page_letter (what, list, subscriber, network, turn) VALUES ('already', p_lists[1], who, CASE WHEN waits THEN p_network END, coalesce(turn, 0));
    RETURN verdict;
  END IF;
  FOR i IN 1 .. cardinality(fresh) LOOP
    who := (join_ask(fresh[i], p_key, p_address, p_language, p_how, p_remote)).subscriber;
    -- One letter asks for all of them, and one reminds.
    UPDATE join_request SET by_page = true, delivery = p_delivery, territories = p_places::int[], interests = p_interests::int[],
        reminded_at = CASE WHEN i > 1 THEN asked_at END
      WHERE list = fresh[i] AND subscriber = who;
  END LOOP;
  INSERT INTO page_letter (what, list, subscriber, network, turn) VALUES ('join', fresh[1], who, CASE WHEN waits THEN p_network END, coalesce(turn, 0));
  RETURN verdict;
END
$$;
COMMENT ON FUNCTION join_by_form(text, text, text, bigint[], text, bigint[], bigint[], text, inet, text, int, int, int) IS
  'somebody asks that an address receive lists; sent: they are or were asked to confirm, or are on them, which nobody is told; waits: they will be, as the budget of all has room; later: a budget of an hour is used up';
