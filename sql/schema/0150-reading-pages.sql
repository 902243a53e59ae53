-- SPDX-License-Identifier: GPL-3.0-or-later
-- What of digests pages did not offer yet, the one of a week and the hour of the reader's own place;
-- and time zones as people write them.

SET LOCAL search_path = colporteur, public;

CREATE FUNCTION time_zone_find(p_words text) RETURNS text LANGUAGE sql STABLE SET search_path = colporteur, pg_temp AS $$
  WITH zone AS (
    SELECT name, lower(translate(name, '/_-', '   ')) AS words FROM pg_catalog.pg_timezone_names
    WHERE name = 'UTC' OR (name ~ '^[A-Z][A-Za-z]+/' AND name !~ '^(Etc|SystemV|Brazil|Canada|Chile|Mexico|US)/')
  ), asked AS (
    SELECT btrim(regexp_replace(plain(left(p_words, 60)), '[^a-z0-9]+', ' ', 'g')) AS words
  ), hit AS (
    SELECT z.name, z.words = a.words AS whole FROM asked a JOIN zone z
      ON z.words = a.words OR (length(a.words) > 2 AND right(z.words, length(a.words) + 1) = ' ' || a.words)
  )
  SELECT name FROM hit WHERE whole OR (SELECT count(*) FROM hit) = 1 ORDER BY whole DESC LIMIT 1
$$;
COMMENT ON FUNCTION time_zone_find(text) IS
  'the time zone that somebody means by "Europe/Paris", "europe paris" or "Paris"; NULL where there is none, or several are called so';

CREATE FUNCTION site.me_zone(p_token text) RETURNS text
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
  SELECT coalesce(time_zone, '') FROM subscriber WHERE id = page_person(p_token)
$$;
COMMENT ON FUNCTION site.me_zone(text) IS 'their time zone; empty: the one of the site';

CREATE FUNCTION site.me_set_zone(p_token text, p_words text) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
DECLARE
  zone text := time_zone_find(p_words);
BEGIN
  IF zone IS NULL AND btrim(p_words) <> '' THEN
    RETURN false;
  END IF;
  UPDATE subscriber SET time_zone = zone, last_contact_at = the_time() WHERE id = page_person(p_token);
  RETURN FOUND;
END
$$;
COMMENT ON FUNCTION site.me_set_zone(text, text) IS 'their time zone from now on, empty for the one of the site; false for words that name none';

REVOKE EXECUTE ON FUNCTION site.me_zone(text), site.me_set_zone(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION site.me_zone(text), site.me_set_zone(text, text) TO colporteur_site, colporteur_engine;

-- The same as before, with how often digests come.
DROP FUNCTION site.unsubscribe_ask(text);
CREATE FUNCTION site.unsubscribe_ask(p_token text,
    OUT title text, OUT is_newsletter boolean, OUT state text, OUT delivery text, OUT digest_every text, OUT is_paused boolean, OUT masked text, OUT can_undo boolean)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
#variable_conflict use_column
DECLARE
  numbers bigint[] := token_read('unsubscribe', p_token);
BEGIN
  IF numbers IS NULL OR cardinality(numbers) <> 2 THEN
    RETURN;
  END IF;
  SELECT l.title, l.kind = 'newsletter', u.state, u.delivery, u.digest_every, is_paused(u), masked(a.address), page_undo(u.list, u.subscriber) IS NOT NULL
    INTO title, is_newsletter, state, delivery, digest_every, is_paused, masked, can_undo
    FROM subscription u JOIN list l ON l.id = u.list
    LEFT JOIN address a ON a.subscriber = u.subscriber AND a.is_primary
    WHERE u.list = numbers[1] AND u.subscriber = subscriber_now(numbers[2]);
END
$$;
COMMENT ON FUNCTION site.unsubscribe_ask(text) IS
  'the list that a token lets leave, and how its reader is on it; NULL for any other token';
REVOKE EXECUTE ON FUNCTION site.unsubscribe_ask(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION site.unsubscribe_ask(text) TO colporteur_site, colporteur_engine;

CREATE OR REPLACE FUNCTION site.unsubscribe_instead(p_token text, p_act text) RETURNS boolean
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
      delivery = CASE WHEN p_act IN ('digest', 'weekly') THEN 'digest' ELSE delivery END,
      digest_every = CASE p_act WHEN 'digest' THEN 'daily' WHEN 'weekly' THEN 'weekly' ELSE digest_every END,
      pause_from = CASE p_act WHEN 'pause' THEN the_time()::date ELSE pause_from END,
      pause_until = CASE p_act WHEN 'pause' THEN (the_time() + interval '1 month')::date ELSE pause_until END
    WHERE list = the_list AND subscriber = who AND state = 'confirmed' AND p_act IN ('digest', 'weekly', 'pause');
  IF FOUND THEN
    UPDATE subscriber SET last_contact_at = the_time() WHERE id = who;
    RETURN true;
  END IF;
  RETURN false;
END
$$;
COMMENT ON FUNCTION site.unsubscribe_instead(text, text) IS
  'instead of leaving: digest, of each day, or weekly, or pause for a month; or undo; whether that was done';

ALTER TABLE join_request
  DROP CONSTRAINT join_request_delivery_check,
  ADD CONSTRAINT join_request_delivery_check CHECK (delivery IN ('each', 'digest', 'weekly'));
COMMENT ON COLUMN join_request.delivery IS 'how they want to receive it, once they confirm; weekly is a digest of a week';

CREATE OR REPLACE FUNCTION join_request_settled() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
DECLARE
  j join_request;
  wanted text;
  often text;
BEGIN
  DELETE FROM join_request WHERE list = NEW.list AND subscriber = NEW.subscriber RETURNING * INTO j;
  IF NEW.state = 'confirmed' AND j.by_page THEN
    UPDATE subscriber s SET
        territories = s.territories || ARRAY(SELECT t.id::int FROM territory t WHERE t.id = ANY (j.territories)),
        interests = s.interests || ARRAY(SELECT i.id::int FROM interest i WHERE i.id = ANY (j.interests))
      WHERE s.id = NEW.subscriber
        AND NOT (s.territories @> j.territories AND s.interests @> j.interests);
    wanted := CASE j.delivery WHEN 'weekly' THEN 'digest' ELSE j.delivery END;
    often := CASE j.delivery WHEN 'weekly' THEN 'weekly' ELSE 'daily' END;
    UPDATE subscription SET delivery = wanted, digest_every = often
      WHERE list = NEW.list AND subscriber = NEW.subscriber AND (delivery, digest_every) <> (wanted, often);
  END IF;
  RETURN NULL;
END
$$;
