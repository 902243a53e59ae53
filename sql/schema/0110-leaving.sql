-- SPDX-License-Identifier: GPL-3.0-or-later
-- Leaving by a page: whose link it is shows as a masked address, less mail is offered instead, an
-- undo for an hour, and a letter that says it is done.
--
-- The site's role reads no address, so it cannot write to anybody: what a page wants written is a
-- row, and the engine writes it.

SET LOCAL search_path = colporteur, public;

CREATE TABLE page_letter (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  what text NOT NULL CHECK (what IN ('farewell')),
  list bigint NOT NULL,
  subscriber bigint NOT NULL,
  event bigint,
  asked_at timestamptz NOT NULL DEFAULT the_time()
);
COMMENT ON TABLE page_letter IS 'letters that pages asked for and that are not written yet; gone in seconds, so that it references neither lists nor people';
COMMENT ON COLUMN page_letter.id IS 'in this order they are written';
COMMENT ON COLUMN page_letter.what IS 'which letter';
COMMENT ON COLUMN page_letter.list IS 'on behalf of which list';
COMMENT ON COLUMN page_letter.subscriber IS 'to whom';
COMMENT ON COLUMN page_letter.event IS 'proof of what is told of; NULL: of none';
COMMENT ON COLUMN page_letter.asked_at IS 'when the page asked';

CREATE FUNCTION page_letter_told() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('letter', '');
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION page_letter_told() IS 'wakes whoever writes letters';
CREATE TRIGGER page_letter_told AFTER INSERT ON page_letter FOR EACH STATEMENT EXECUTE FUNCTION page_letter_told();

CREATE FUNCTION masked(p_address text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN left(p_address, 1) || '…@' || substr(p_address, strpos(p_address, '@') + 1, 1) || '…' || coalesce(substring(p_address FROM '[.][^.@]+$'), '');
COMMENT ON FUNCTION masked(text) IS 'enough of an address for its owner to know it, and for nobody else';

-- The same as before, by another way than mail too.
DROP FUNCTION join_undo(bigint, bigint, int);
CREATE FUNCTION join_undo(p_list bigint, p_event bigint, p_days int, p_how text, OUT list bigint, OUT subscriber bigint, OUT outcome text) LANGUAGE plpgsql AS $$
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
  INSERT INTO consent_event (subscriber, list, what, how) VALUES (join_undo.subscriber, join_undo.list, 'confirm', p_how || ': undo');
  outcome := 'back';
END
$$;
COMMENT ON FUNCTION join_undo(bigint, bigint, int, text) IS
  'puts back who left the list by the event with this number, once and within so many days; back, late, or unknown: nothing to undo';

CREATE FUNCTION page_undo(p_list bigint, p_subscriber bigint) RETURNS bigint LANGUAGE sql STABLE SET search_path = colporteur, pg_temp AS $$
  SELECT c.id FROM consent_event c
  WHERE c.subscriber = p_subscriber AND c.list = p_list AND c.what = 'unsubscribe' AND c.how = 'web' AND c.at > the_time() - interval '1 hour'
    AND NOT EXISTS (SELECT FROM consent_event l WHERE l.subscriber = c.subscriber AND l.list = c.list AND l.id > c.id AND l.what <> 'subscribe')
    AND EXISTS (SELECT FROM list WHERE id = p_list AND closed_at IS NULL)
$$;
COMMENT ON FUNCTION page_undo(bigint, bigint) IS
  'the proof of leaving that the page they left by may still undo: an hour long, since the link may be in a forwarded letter; NULL for none';

DROP FUNCTION site.unsubscribe_ask(text);
CREATE FUNCTION site.unsubscribe_ask(p_token text,
    OUT title text, OUT is_newsletter boolean, OUT state text, OUT delivery text, OUT is_paused boolean, OUT masked text, OUT can_undo boolean)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
#variable_conflict use_column
DECLARE
  numbers bigint[] := token_read('unsubscribe', p_token);
BEGIN
  IF numbers IS NULL OR cardinality(numbers) <> 2 THEN
    RETURN;
  END IF;
  SELECT l.title, l.kind = 'newsletter', u.state, u.delivery, is_paused(u), masked(a.address), page_undo(u.list, u.subscriber) IS NOT NULL
    INTO title, is_newsletter, state, delivery, is_paused, masked, can_undo
    FROM subscription u JOIN list l ON l.id = u.list
    LEFT JOIN address a ON a.subscriber = u.subscriber AND a.is_primary
    WHERE u.list = numbers[1] AND u.subscriber = subscriber_now(numbers[2]);
END
$$;
COMMENT ON FUNCTION site.unsubscribe_ask(text) IS
  'the list that a token lets leave, and how its reader is on it; NULL for any other token';

CREATE OR REPLACE FUNCTION site.unsubscribe(p_token text) RETURNS text
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
DECLARE
  numbers bigint[] := token_read('unsubscribe', p_token);
  the_list bigint := numbers[1];
  who bigint := subscriber_now(numbers[2]);
  was text;
  proof bigint;
BEGIN
  IF numbers IS NULL OR cardinality(numbers) <> 2 THEN
    RETURN NULL;
  END IF;
  SELECT state INTO was FROM subscription
    WHERE list = the_list AND subscriber = who AND state <> 'unsubscribed' FOR UPDATE;
  IF was IS NOT NULL THEN
    UPDATE subscription SET state = 'unsubscribed', changed_at = the_time() WHERE list = the_list AND subscriber = who;
    -- Who never confirmed has nothing to come back to.
    INSERT INTO consent_event (subscriber, list, what, how)
      VALUES (who, the_list, 'unsubscribe', CASE was WHEN 'confirmed' THEN 'web' ELSE 'web: unconfirmed' END)
      RETURNING id INTO proof;
    UPDATE subscriber SET last_contact_at = the_time() WHERE id = who;
    IF was = 'confirmed' THEN
      INSERT INTO page_letter (what, list, subscriber, event) VALUES ('farewell', the_list, who, proof);
    END IF;
  END IF;
  RETURN (SELECT l.title FROM subscription u JOIN list l ON l.id = u.list WHERE u.list = the_list AND u.subscriber = who);
END
$$;

CREATE FUNCTION site.unsubscribe_instead(p_token text, p_act text) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
DECLARE
  numbers bigint[] := token_read('unsubscribe', p_token);
  the_list bigint := numbers[1];
  who bigint := subscriber_now(numbers[2]);
  proof bigint;
BEGIN
  IF numbers IS NULL OR cardinality(numbers) <> 2 THEN
    RETURN false;
  ELSIF p_act = 'undo' THEN
    proof := page_undo(the_list, who);
    DELETE FROM page_letter WHERE event = proof;
    RETURN coalesce((SELECT outcome = 'back' FROM join_undo(the_list, proof, 1, 'web')), false);
  END IF;
  UPDATE subscription SET
      delivery = CASE p_act WHEN 'digest' THEN 'digest' ELSE delivery END,
      pause_from = CASE p_act WHEN 'pause' THEN the_time()::date ELSE pause_from END,
      pause_until = CASE p_act WHEN 'pause' THEN (the_time() + interval '1 month')::date ELSE pause_until END
    WHERE list = the_list AND subscriber = who AND state = 'confirmed' AND p_act IN ('digest', 'pause');
  IF FOUND THEN
    UPDATE subscriber SET last_contact_at = the_time() WHERE id = who;
    RETURN true;
  END IF;
  RETURN false;
END
$$;
COMMENT ON FUNCTION site.unsubscribe_instead(text, text) IS
  'instead of leaving: digest, or pause for a month; or undo; whether that was done';

REVOKE EXECUTE ON FUNCTION site.unsubscribe_ask(text), site.unsubscribe_instead(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION site.unsubscribe_ask(text), site.unsubscribe_instead(text, text) TO colporteur_site, colporteur_engine;
