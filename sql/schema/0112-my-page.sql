-- SPDX-License-Identifier: GPL-3.0-or-later
-- The page where people set what they receive, behind the link of their letters. Such a letter may
-- have been forwarded: the page shows no address whole, gives nothing away and erases nobody; what
-- is known about them goes to their address, and so does the link that erases.

SET LOCAL search_path = colporteur, public;

ALTER TABLE page_letter
  DROP CONSTRAINT page_letter_what_check,
  ADD CONSTRAINT page_letter_what_check CHECK (what IN ('farewell', 'join', 'already', 'welcome', 'link', 'export', 'erase'));

CREATE FUNCTION page_person(p_token text) RETURNS bigint LANGUAGE plpgsql STABLE SET search_path = colporteur, pg_temp AS $$
DECLARE
  numbers bigint[] := token_read('person', p_token);
BEGIN
  IF numbers IS NULL OR cardinality(numbers) <> 1 THEN
    RETURN NULL;
  END IF;
  RETURN (SELECT id FROM subscriber WHERE id = subscriber_now(numbers[1]));
END
$$;
COMMENT ON FUNCTION page_person(text) IS 'whose page a token opens; NULL for any other token';

CREATE FUNCTION page_letter_ask(p_what text, p_subscriber bigint) RETURNS void LANGUAGE sql SET search_path = colporteur, pg_temp AS $$
  INSERT INTO page_letter (what, list, subscriber)
  SELECT p_what, l.id, p_subscriber FROM list l
  LEFT JOIN subscription u ON u.list = l.id AND u.subscriber = p_subscriber
  WHERE l.deleted_at IS NULL AND NOT EXISTS (SELECT FROM page_letter p WHERE p.what = p_what AND p.subscriber = p_subscriber)
  ORDER BY u.state = 'confirmed' DESC NULLS LAST, l.id LIMIT 1
$$;
COMMENT ON FUNCTION page_letter_ask(text, bigint) IS 'has a letter written to somebody on behalf of a list of theirs, once while it waits';

CREATE FUNCTION site.me(p_token text, OUT masked text, OUT language text, OUT break_from text, OUT break_until text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
BEGIN
  SELECT coalesce(masked(a.address), ''), s.language, s.break_from::text, s.break_until::text
    INTO me.masked, me.language, me.break_from, me.break_until
    FROM subscriber s LEFT JOIN address a ON a.subscriber = s.id AND a.is_primary WHERE s.id = page_person(p_token);
END
$$;
COMMENT ON FUNCTION site.me(text) IS 'whose page a token opens, as far as the page shows; NULLs for any other token';

CREATE FUNCTION site.me_lists(p_token text) RETURNS TABLE (name text, title text, is_newsletter boolean, delivery text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT l.name, l.title, l.kind = 'newsletter', u.delivery FROM subscription u JOIN list l ON l.id = u.list
    WHERE u.subscriber = page_person(p_token) AND u.state = 'confirmed' ORDER BY l.title, l.name;
END
$$;
COMMENT ON FUNCTION site.me_lists(text) IS 'the lists they are on';

CREATE FUNCTION site.me_places(p_token text) RETURNS TABLE (code text, name text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT t.code, t.name FROM subscriber s JOIN territory t ON t.id = ANY (s.territories)
    WHERE s.id = page_person(p_token) ORDER BY t.name_key, t.code;
END
$$;
COMMENT ON FUNCTION site.me_places(text) IS 'where they live or work';

CREATE FUNCTION site.me_interests(p_token text) RETURNS TABLE (slug text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT i.slug FROM subscriber s JOIN interest i ON i.id = ANY (s.interests) WHERE s.id = page_person(p_token);
END
$$;
COMMENT ON FUNCTION site.me_interests(text) IS 'what they follow';

CREATE FUNCTION site.me_set_person(p_token text, p_language text, p_places text[], p_interests text[]) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
BEGIN
  UPDATE subscriber SET language = p_language, last_contact_at = the_time(),
      territories = ARRAY(SELECT t.id::int FROM territory t WHERE t.code = ANY (p_places)),
      interests = ARRAY(SELECT i.id::int FROM interest i WHERE i.slug = ANY (p_interests))
    WHERE id = page_person(p_token);
  RETURN FOUND;
END
$$;
COMMENT ON FUNCTION site.me_set_person(text, text, text[], text[]) IS 'their language, territories and interests from now on';

CREATE FUNCTION site.me_set_break(p_token text, p_from date, p_until date) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
BEGIN
  UPDATE subscriber SET break_from = p_from, break_until = p_until, last_contact_at = the_time() WHERE id = page_person(p_token);
  RETURN FOUND;
END
$$;
COMMENT ON FUNCTION site.me_set_break(text, date, date) IS 'days on which they get nothing; NULLs end that';

CREATE FUNCTION site.me_set_list(p_token text, p_list text, p_delivery text) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
DECLARE
  who bigint := page_person(p_token);
  the_list bigint := (SELECT id FROM list WHERE name = p_list);
  proof bigint;
BEGIN
  IF p_delivery = 'leave' THEN
    UPDATE subscription SET state = 'unsubscribed', changed_at = the_time() WHERE list = the_list AND subscriber = who AND state = 'confirmed';
    IF FOUND THEN
      INSERT INTO consent_event (subscriber, list, what, how) VALUES (who, the_list, 'unsubscribe', 'web') RETURNING id INTO proof;
      INSERT INTO page_letter (what, list, subscriber, event) VALUES ('farewell', the_list, who, proof);
      UPDATE subscriber SET last_contact_at = the_time() WHERE id = who;
    END IF;
    RETURN proof IS NOT NULL;
  END IF;
  UPDATE subscription SET delivery = p_delivery WHERE list = the_list AND subscriber = who AND state = 'confirmed' AND delivery <> p_delivery;
  RETURN FOUND;
END
$$;
COMMENT ON FUNCTION site.me_set_list(text, text, text) IS 'how they receive a list they are on from now on, or "leave"; whether that changed anything';

CREATE FUNCTION site.me_letter(p_token text, p_what text, p_per_address int, p_overall int) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
DECLARE
  who bigint := page_person(p_token);
BEGIN
  IF who IS NULL OR p_what NOT IN ('export', 'erase') THEN
    RETURN false;
  END IF;
  IF robot_may_answer((SELECT address_key FROM address WHERE subscriber = who AND is_primary), '', p_per_address, p_overall, p_overall) = 'yes' THEN
    PERFORM page_letter_ask(p_what, who);
  END IF;
  RETURN true;
END
$$;
COMMENT ON FUNCTION site.me_letter(text, text, int, int) IS
  'export: what is known about them goes to their address; erase: the link that erases does; within the budgets of letters';

CREATE FUNCTION site.me_link(p_key text, p_remote text, p_per_address int, p_per_network int, p_overall int) RETURNS text
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
DECLARE
  network text := network_of(p_remote);
  who bigint := (SELECT subscriber FROM address WHERE address_key = p_key);
BEGIN
  IF NOT robot_has_room(network, p_per_network, p_overall) THEN
    RETURN 'later';
  END IF;
  -- Who is not known costs the budget the same: a network that tries addresses comes to its end.
  IF robot_may_answer(p_key, network, p_per_address, p_per_network, p_overall) = 'yes' AND who IS NOT NULL THEN
    PERFORM page_letter_ask('link', who);
  END IF;
  RETURN 'sent';
END
$$;
COMMENT ON FUNCTION site.me_link(text, text, int, int, int) IS
  'has the link to their page sent to whoever has this address; sent, whether anybody has it or not; later: the network''s budget of an hour is used up, or the one of all';

CREATE FUNCTION site.erase_ask(p_token text) RETURNS text
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
DECLARE
  numbers bigint[] := token_read('erase', p_token);
BEGIN
  IF numbers IS NULL OR cardinality(numbers) <> 2 OR numbers[2] < extract(epoch FROM the_time()) THEN
    RETURN NULL;
  END IF;
  RETURN (SELECT masked(a.address) FROM address a WHERE a.subscriber = subscriber_now(numbers[1]) AND a.is_primary);
END
$$;
COMMENT ON FUNCTION site.erase_ask(text) IS 'whom a token erases, masked; NULL for any other token, and for one that is too old';

CREATE FUNCTION site.erase(p_token text) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
BEGIN
  IF site.erase_ask(p_token) IS NULL THEN
    RETURN false;
  END IF;
  PERFORM subscriber_erase(subscriber_now((token_read('erase', p_token))[1]), 'web');
  RETURN true;
END
$$;
COMMENT ON FUNCTION site.erase(text) IS 'erases whom the token names, for good; whether it named anybody';

DO $$
DECLARE
  f regprocedure;
BEGIN
  FOR f IN SELECT oid FROM pg_proc WHERE pronamespace = 'site'::regnamespace AND proname ~ '^(me|erase)(_|$)' LOOP
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO colporteur_site, colporteur_engine', f);
  END LOOP;
END
$$;

-- Whoever goes takes along to whom the robot wrote today, and what was to be written.
CREATE FUNCTION subscriber_forgotten() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
BEGIN
  DELETE FROM robot_answer WHERE address_key IN (SELECT address_key FROM address WHERE subscriber = OLD.id);
  DELETE FROM page_letter WHERE subscriber = OLD.id;
  RETURN OLD;
END
$$;
COMMENT ON FUNCTION subscriber_forgotten() IS 'what names a person without referring to them goes with them';
CREATE TRIGGER subscriber_forgotten BEFORE DELETE ON subscriber FOR EACH ROW EXECUTE FUNCTION subscriber_forgotten();
