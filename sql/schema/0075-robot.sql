-- SPDX-License-Identifier: GPL-3.0-or-later
-- What people do with lists by mail: asking to join, leaving and coming back, a pause, and how much
-- the robot writes.

SET LOCAL search_path = colporteur, public;

ALTER TABLE list ADD CONSTRAINT list_name_reserved CHECK (name !~ '-(accept|discard|undo)$');

CREATE TABLE join_request (
  list bigint NOT NULL REFERENCES list ON DELETE CASCADE,
  subscriber bigint NOT NULL REFERENCES subscriber ON DELETE CASCADE,
  language text NOT NULL CHECK (language IN ('fr', 'en', 'br')),
  asked_at timestamptz NOT NULL DEFAULT the_time(),
  reminded_at timestamptz,
  PRIMARY KEY (list, subscriber)
);
COMMENT ON TABLE join_request IS 'somebody asked by mail to be on a list and has not confirmed; who had left stays unsubscribed meanwhile';
COMMENT ON COLUMN join_request.list IS 'which list';
COMMENT ON COLUMN join_request.subscriber IS 'who is said to have asked';
COMMENT ON COLUMN join_request.language IS 'which language they were asked in';
COMMENT ON COLUMN join_request.asked_at IS 'when they were asked to confirm';
COMMENT ON COLUMN join_request.reminded_at IS 'when they were asked once more; NULL: not yet';
CREATE INDEX join_request_subscriber ON join_request (subscriber);
CREATE INDEX join_request_due ON join_request (asked_at) WHERE reminded_at IS NULL;

-- However it was decided: an old request must not bring back who leaves later.
CREATE FUNCTION join_request_settled() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
BEGIN
  DELETE FROM join_request WHERE list = NEW.list AND subscriber = NEW.subscriber;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION join_request_settled() IS 'a request to join ends where the subscription is confirmed or ended';
CREATE TRIGGER subscription_settled AFTER UPDATE OF state ON subscription FOR EACH ROW
  WHEN (OLD.state <> NEW.state AND NEW.state <> 'unconfirmed') EXECUTE FUNCTION join_request_settled();

CREATE TABLE robot_answer (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  address_key text NOT NULL,
  network text NOT NULL,
  at timestamptz NOT NULL DEFAULT the_time()
);
COMMENT ON TABLE robot_answer IS 'to whom the robot wrote because a mail asked it to; a day of it is kept';
COMMENT ON COLUMN robot_answer.id IS 'our number';
COMMENT ON COLUMN robot_answer.address_key IS 'whom, as address.address_key';
COMMENT ON COLUMN robot_answer.network IS 'domain that the mail which asked came from';
COMMENT ON COLUMN robot_answer.at IS 'when';
CREATE INDEX robot_answer_address ON robot_answer (address_key, at);
CREATE INDEX robot_answer_network ON robot_answer (network, at);
CREATE INDEX robot_answer_at ON robot_answer (at);

CREATE FUNCTION robot_may_answer(p_address text, p_network text, p_per_address int, p_per_network int, p_overall int) RETURNS text
  LANGUAGE plpgsql AS $$
BEGIN
  -- One after the other, so that many at once do not each find room for the last one.
  PERFORM pg_advisory_xact_lock(hashtextextended('robot_answer', 0));
  IF (SELECT count(*) FROM robot_answer WHERE address_key = p_address AND at > the_time() - interval '1 day') >= p_per_address THEN
    RETURN 'address';
  ELSIF (SELECT count(*) FROM robot_answer WHERE network = p_network AND at > the_time() - interval '1 hour') >= p_per_network THEN
    RETURN 'network';
  ELSIF (SELECT count(*) FROM robot_answer WHERE at > the_time() - interval '1 hour') >= p_overall THEN
    RETURN 'overall';
  END IF;
  INSERT INTO robot_answer (address_key, network) VALUES (p_address, p_network);
  RETURN 'yes';
END
$$;
COMMENT ON FUNCTION robot_may_answer(text, text, int, int, int) IS
  'yes, and then it counts as an answer; or which budget is used up: the address''s of a day, the network''s or the one of all of an hour';

CREATE FUNCTION join_ask(p_list bigint, p_key text, p_address text, p_language text, p_how text,
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
    INSERT INTO consent_event (subscriber, list, what, how) VALUES (join_ask.subscriber, p_list, 'subscribe', p_how);
  END IF;
END
$$;
COMMENT ON FUNCTION join_ask(bigint, text, text, text, text) IS
  'notes that the owner of an address is said to want a list, making them known where they are not; asked: to be asked to confirm now, waiting: they were, already: they are on it';

CREATE FUNCTION join_undo(p_list bigint, p_event bigint, p_days int, OUT list bigint, OUT subscriber bigint, OUT outcome text) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  left_at timestamptz;
BEGIN
  SELECT c.list, subscriber_now(c.subscriber), c.at INTO join_undo.list, join_undo.subscriber, left_at
    FROM consent_event c WHERE c.id = p_event AND c.list = p_list AND c.what = 'unsubscribe';
  outcome := 'unknown';
  IF left_at IS NULL THEN
    RETURN;
  END IF;
  PERFORM FROM subscription u WHERE u.list = join_undo.list AND u.subscriber = join_undo.subscriber AND u.state = 'unsubscribed' FOR UPDATE;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  IF EXISTS (SELECT FROM consent_event c WHERE c.id > p_event AND c.list = join_undo.list
             AND c.subscriber = join_undo.subscriber AND c.what <> 'subscribe') THEN
    RETURN;
  END IF;
  outcome := 'late';
  IF left_at < the_time() - p_days * interval '1 day' THEN
    RETURN;
  END IF;
  UPDATE subscription u SET state = 'confirmed', changed_at = the_time()
    WHERE u.list = join_undo.list AND u.subscriber = join_undo.subscriber;
  UPDATE subscriber SET last_contact_at = the_time() WHERE id = join_undo.subscriber;
  INSERT INTO consent_event (subscriber, list, what, how) VALUES (join_undo.subscriber, join_undo.list, 'confirm', 'mail: undo');
  outcome := 'back';
END
$$;
COMMENT ON FUNCTION join_undo(bigint, bigint, int) IS
  'puts back who left the list by the event with this number, once and within so many days; back, late, or unknown: nothing to undo';

ALTER TABLE subscription
  ADD COLUMN pause_from date,
  ADD COLUMN pause_until date,
  ADD CONSTRAINT subscription_pause CHECK ((pause_from IS NULL) = (pause_until IS NULL) AND pause_from <= pause_until);
COMMENT ON COLUMN subscription.pause_from IS 'first day on which they get no mail of this list, because they asked for that; NULL: none';
COMMENT ON COLUMN subscription.pause_until IS 'last day of it, after which mail goes on by itself';

CREATE FUNCTION is_paused(u subscription) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  RETURN coalesce(the_time()::date BETWEEN u.pause_from AND u.pause_until, false);
COMMENT ON FUNCTION is_paused(subscription) IS 'whether they get no mail of this list today because they asked for that';

CREATE TABLE list_text (
  list bigint NOT NULL REFERENCES list ON DELETE CASCADE,
  what text NOT NULL CHECK (what IN ('welcome', 'farewell', 'info')),
  language text NOT NULL CHECK (language IN ('fr', 'en', 'br')),
  text text NOT NULL CHECK (text <> ''),
  PRIMARY KEY (list, what, language)
);
COMMENT ON TABLE list_text IS 'the list''s own words to those who come, leave or ask what it is';
COMMENT ON COLUMN list_text.list IS 'which list';
COMMENT ON COLUMN list_text.what IS 'welcome, farewell or info';
COMMENT ON COLUMN list_text.language IS 'in which language';
COMMENT ON COLUMN list_text.text IS 'plain text';
