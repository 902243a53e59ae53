-- SPDX-License-Identifier: GPL-3.0-or-later
-- Programs put people on lists and change what they receive. Without a stated consent they are asked by
-- mail, as a form asks them; with one, for which a token has a scope of its own, the proof says whose it
-- is. What is sent twice with one key is done once.

SET LOCAL search_path = colporteur, public;

ALTER TABLE api_token DROP CONSTRAINT api_token_scopes_check;
ALTER TABLE api_token ADD CONSTRAINT api_token_scopes_check CHECK (cardinality(scopes) > 0 AND scopes <@ ARRAY[
  'subscribers:read', 'subscribers:write', 'subscribers:consent', 'subscriptions:read', 'subscriptions:write',
  'contributions:read', 'contributions:write', 'editions:read', 'archive:read']);

CREATE FUNCTION api_token_good(p_token text) RETURNS api_token LANGUAGE sql STABLE SET search_path = colporteur, pg_temp AS $$
  SELECT * FROM api_token WHERE hash = sha256(convert_to(coalesce(p_token, ''), 'UTF8'))
    AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > the_time())
$$;
COMMENT ON FUNCTION api_token_good(text) IS 'the row of a token that is good now; NULLs for any other';

CREATE TABLE api_answer (
  token bigint NOT NULL REFERENCES api_token ON DELETE CASCADE,
  key text NOT NULL CHECK (key <> '' AND octet_length(key) <= 200),
  request bytea NOT NULL CHECK (octet_length(request) = 32),
  status int NOT NULL,
  body text,
  subscriber bigint REFERENCES subscriber ON DELETE CASCADE,
  at timestamptz NOT NULL DEFAULT the_time(),
  PRIMARY KEY (token, key)
);
COMMENT ON TABLE api_answer IS 'what was answered to a request that changed something and brought an Idempotency-Key; a day of it is kept, and at most 1000 a token';
COMMENT ON COLUMN api_answer.token IS 'whose';
COMMENT ON COLUMN api_answer.key IS 'what its program calls the request';
COMMENT ON COLUMN api_answer.request IS 'SHA-256 of the path and the body: one key is for one request';
COMMENT ON COLUMN api_answer.status IS 'as answered';
COMMENT ON COLUMN api_answer.body IS 'as answered';
COMMENT ON COLUMN api_answer.subscriber IS 'whom it is about: who is erased leaves nothing here';
COMMENT ON COLUMN api_answer.at IS 'when';
CREATE INDEX api_answer_at ON api_answer (at);
CREATE INDEX api_answer_subscriber ON api_answer (subscriber) WHERE subscriber IS NOT NULL;

CREATE FUNCTION site.api_again(p_token text, p_most int, p_key text, p_request bytea, OUT status int, OUT body text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
DECLARE
  the_token bigint := (api_token_good(p_token)).id;
  a api_answer;
BEGIN
  -- Two at once with one key: the second waits for the first, and gets its answer.
  PERFORM pg_advisory_xact_lock(hashtextextended(the_token || ' ' || p_key, -203));
  SELECT * INTO a FROM api_answer x WHERE x.token = the_token AND x.key = p_key AND x.at > the_time() - interval '1 day';
  status := CASE WHEN a.key IS NULL THEN 0 WHEN a.request = p_request THEN a.status ELSE 422 END;
  -- What is answered again is counted too; what is not, the function behind this counts.
  IF status <> 0 AND api_enter(p_token, '', p_most) = 429 THEN
    status := 429;
    RETURN;
  END IF;
  body := CASE WHEN status = 422 THEN 'this Idempotency-Key came with another request' ELSE a.body END;
END
$$;
COMMENT ON FUNCTION site.api_again(text, int, text, bytea) IS
  'what was answered when this key came before; 0: it did not, 422: with another request. Until the transaction ends nobody else does what goes by it';

CREATE FUNCTION site.api_keep(p_token text, p_key text, p_request bytea, p_status int, p_body text) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
DECLARE
  the_token bigint := (api_token_good(p_token)).id;
BEGIN
  DELETE FROM api_answer WHERE token = the_token AND (key = p_key OR key IN (
    SELECT key FROM api_answer WHERE token = the_token ORDER BY at DESC OFFSET 999));
  INSERT INTO api_answer (token, key, request, status, body, subscriber)
    SELECT the_token, p_key, p_request, p_status, p_body, s.id
    FROM (SELECT CASE WHEN p_body::jsonb ? 'lists' OR p_body::jsonb ? 'delivery' THEN (p_body::jsonb ->> 'id')::bigint END AS id) b
    LEFT JOIN subscriber s ON s.id = b.id
    WHERE the_token IS NOT NULL;
END
$$;
COMMENT ON FUNCTION site.api_keep(text, text, bytea, int, text) IS 'keeps an answer for when its key comes again';

-- --- people asked by a form, on a page or by a program ---

CREATE FUNCTION join_by_form(p_key text, p_address text, p_language text, p_lists bigint[], p_delivery text, p_places bigint[], p_interests bigint[],
                             p_how text, p_remote inet, p_network text, p_per_address int, p_per_network int, p_overall int) RETURNS text
  LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
DECLARE
  who bigint := (SELECT subscriber FROM address WHERE address_key = p_key);
  fresh bigint[];
  verdict text;
BEGIN
  -- Before anything depends on whose the address is: what is answered tells nothing of it.
  IF NOT robot_has_room(p_network, p_per_network, p_overall) THEN
    RETURN 'later';
  END IF;
  fresh := ARRAY(SELECT l FROM unnest(p_lists) l
                 WHERE NOT EXISTS (SELECT FROM join_request j WHERE j.list = l AND j.subscriber = who)
                   AND NOT EXISTS (SELECT FROM subscription u WHERE u.list = l AND u.subscriber = who AND u.state = 'confirmed'));
  -- Who was asked and may still answer is not asked again.
  IF fresh = '{}' AND EXISTS (SELECT FROM join_request WHERE subscriber = who AND list = ANY (p_lists)) OR p_lists = '{}' THEN
    RETURN 'sent';
  END IF;
  verdict := robot_may_answer(p_key, p_network, p_per_address, p_per_network, p_overall);
  IF verdict <> 'yes' THEN
    RETURN CASE verdict WHEN 'address' THEN 'sent' ELSE 'later' END;
  END IF;
  IF fresh = '{}' THEN
    INSERT INTO page_letter (what, list, subscriber) VALUES ('already', p_lists[1], who);
    RETURN 'sent';
  END IF;
  FOR i IN 1 .. cardinality(fresh) LOOP
    who := (join_ask(fresh[i], p_key, p_address, p_language, p_how, p_remote)).subscriber;
    -- One letter asks for all of them, and one reminds.
    UPDATE join_request SET by_page = true, delivery = p_delivery, territories = p_places::int[], interests = p_interests::int[],
        reminded_at = CASE WHEN i > 1 THEN asked_at END
      WHERE list = fresh[i] AND subscriber = who;
  END LOOP;
  INSERT INTO page_letter (what, list, subscriber) VALUES ('join', fresh[1], who);
  RETURN 'sent';
END
$$;
COMMENT ON FUNCTION join_by_form(text, text, text, bigint[], text, bigint[], bigint[], text, inet, text, int, int, int) IS
  'somebody asks that an address receive lists; sent: they are or were asked to confirm, or are on them, which nobody is told; later: a budget of an hour is used up';

CREATE OR REPLACE FUNCTION site.subscribe(p_key text, p_address text, p_language text, p_lists text[], p_delivery text, p_place text, p_interests text[],
                               p_remote text, p_per_address int, p_per_network int, p_overall int) RETURNS text
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  RETURN join_by_form(p_key, p_address, p_language,
    ARRAY(SELECT id FROM list WHERE name = ANY (p_lists) AND is_public AND closed_at IS NULL ORDER BY array_position(p_lists, name)), p_delivery,
    ARRAY(SELECT t.id FROM territory t WHERE t.code = p_place), ARRAY(SELECT t.id FROM interest t WHERE t.slug = ANY (p_interests) ORDER BY 1),
    'web', nullif(p_remote, '')::inet, network_of(p_remote), p_per_address, p_per_network, p_overall);
END
$$;

CREATE FUNCTION api_unknown(p_lists text[], p_territories text[], p_interests text[], p_knowledge text[], p_language text) RETURNS text
  LANGUAGE sql STABLE SET search_path = colporteur, pg_temp AS $$
  SELECT 'there is no ' || coalesce(
    (SELECT 'list ' || w FROM unnest(p_lists) w WHERE NOT EXISTS (SELECT FROM list l WHERE l.name = w AND l.deleted_at IS NULL AND l.closed_at IS NULL) LIMIT 1),
    (SELECT 'territory ' || w FROM unnest(p_territories) w WHERE NOT EXISTS (SELECT FROM territory t WHERE t.code = w) LIMIT 1),
    (SELECT 'interest ' || w FROM unnest(p_interests) w WHERE NOT EXISTS (SELECT FROM interest i WHERE i.slug = w) LIMIT 1),
    (SELECT 'knowledge ' || w FROM unnest(p_knowledge) w WHERE w NOT IN ('scientific', 'professional', 'citizen') LIMIT 1),
    (SELECT 'language ' || p_language WHERE p_language NOT IN ('fr', 'en', 'br')))
$$;
COMMENT ON FUNCTION api_unknown(text[], text[], text[], text[], text) IS 'the first of these that is nothing here, in words; NULL: all are known';

CREATE FUNCTION api_put(p_token text, p_key text, p_address text, p_name text, p_language text, p_lists text[], p_delivery text,
                        p_territories text[], p_interests text[], p_consent text, OUT status int, OUT body text)
  LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
DECLARE
  who bigint;
  l record;
BEGIN
  IF EXISTS (SELECT FROM import_bar(ARRAY[p_key])) THEN
    status := 409;
    body := 'this address is not to be put on lists';
    RETURN;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended(p_key, -75));
  who := (SELECT subscriber FROM address WHERE address_key = p_key);
  status := CASE WHEN who IS NULL THEN 201 ELSE 200 END;
  IF who IS NULL THEN
    INSERT INTO subscriber (language, name) VALUES (p_language, nullif(p_name, '')) RETURNING id INTO who;
    INSERT INTO address (address_key, address, subscriber) VALUES (p_key, p_address, who);
  END IF;
  UPDATE subscriber s SET
      territories = s.territories || ARRAY(SELECT t.id::int FROM territory t WHERE t.code = ANY (p_territories)),
      interests = s.interests || ARRAY(SELECT i.id::int FROM interest i WHERE i.slug = ANY (p_interests))
    WHERE s.id = who AND cardinality(p_territories) + cardinality(p_interests) > 0;
  -- Who left stays out until they come back themselves.
  FOR l IN
    INSERT INTO subscription AS u (list, subscriber, state, delivery, digest_every)
    SELECT x.id, who, 'confirmed', CASE WHEN p_delivery IN ('daily', 'weekly') THEN 'digest' ELSE p_delivery END,
           CASE p_delivery WHEN 'weekly' THEN 'weekly' ELSE 'daily' END
    FROM list x WHERE x.name = ANY (p_lists)
    ON CONFLICT (subscriber, list) DO UPDATE SET state = 'confirmed', changed_at = the_time() WHERE u.state = 'unconfirmed'
    RETURNING u.list
  LOOP
    INSERT INTO consent_event (subscriber, list, what, how) VALUES (who, l.list, 'subscribe', 'api ' || (api_token_good(p_token)).name || ': ' || p_consent);
    INSERT INTO page_letter (what, list, subscriber) VALUES ('welcome', l.list, who);
  END LOOP;
  body := jsonb_build_object('id', who, 'lists', (SELECT coalesce(jsonb_agg(jsonb_build_object('list', x.name, 'state', u.state) ORDER BY x.name), '[]')
    FROM subscription u JOIN list x ON x.id = u.list WHERE u.subscriber = who AND x.name = ANY (p_lists)))::text;
END
$$;
COMMENT ON FUNCTION api_put(text, text, text, text, text, text[], text, text[], text[], text) IS
  'put somebody on lists who is said to have agreed, with that as the proof: 201 they are new, 200 known, 409 they asked not to be';

CREATE FUNCTION site.api_subscribe(p_token text, p_most int, p_key text, p_address text, p_name text, p_language text, p_lists text[], p_delivery text,
                                   p_territories text[], p_interests text[], p_consent text, p_per_address int, p_overall int, OUT status int, OUT body text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
DECLARE
  t api_token := api_token_good(p_token);
BEGIN
  status := api_enter(p_token, 'subscribers:write', p_most);
  IF status <> 200 THEN
    RETURN;
  ELSIF p_consent <> '' AND 'subscribers:consent' <> ALL (t.scopes) THEN
    status := 403;
    RETURN;
  END IF;
  body := api_unknown(p_lists, p_territories, p_interests, '{}', p_language);
  IF body IS NOT NULL THEN
    status := 422;
  ELSIF p_consent <> '' THEN
    SELECT a.status, a.body INTO status, body
      FROM api_put(p_token, p_key, p_address, p_name, p_language, p_lists, p_delivery, p_territories, p_interests, p_consent) a;
  ELSIF EXISTS (SELECT FROM list WHERE name = ANY (p_lists) AND NOT is_public) THEN
    status := 422;
    body := 'nobody is asked to join a private list';
  ELSIF p_delivery NOT IN ('each', 'daily', 'weekly') THEN
    status := 422;
    body := 'who is asked chooses among each, daily and weekly';
  ELSIF join_by_form(p_key, p_address, p_language, ARRAY(SELECT id FROM list WHERE name = ANY (p_lists) ORDER BY array_position(p_lists, name)),
          CASE p_delivery WHEN 'daily' THEN 'digest' ELSE p_delivery END,
          ARRAY(SELECT x.id FROM territory x WHERE x.code = ANY (p_territories) ORDER BY 1), ARRAY(SELECT x.id FROM interest x WHERE x.slug = ANY (p_interests) ORDER BY 1),
          'api ' || t.name, NULL, 'api ' || t.id, p_per_address, p_overall, p_overall) = 'later' THEN
    status := 503;
    body := 'as many people were written to in this hour as may be';
  ELSE
    status := 202;
    body := '{"outcome": "asked"}';
  END IF;
END
$$;
COMMENT ON FUNCTION site.api_subscribe(text, int, text, text, text, text, text[], text, text[], text[], text, int, int) IS
  'have somebody asked whether they want lists (202, whatever is true of the address), or put them there with the consent that is stated; for a token that may';

CREATE FUNCTION site.api_subscriber_set(p_token text, p_most int, p_subscriber bigint, p_name text, p_language text, p_territories text[], p_interests text[],
                                        p_knowledge text[], p_break text[], OUT status int, OUT body text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
BEGIN
  status := api_enter(p_token, 'subscribers:write', p_most);
  IF status <> 200 THEN
    RETURN;
  END IF;
  body := api_unknown('{}', coalesce(p_territories, '{}'), coalesce(p_interests, '{}'), coalesce(p_knowledge, '{}'), coalesce(p_language, 'fr'));
  IF body IS NOT NULL THEN
    status := 422;
    RETURN;
  END IF;
  UPDATE subscriber SET name = CASE WHEN p_name IS NULL THEN name ELSE nullif(p_name, '') END, language = coalesce(p_language, language),
      territories = CASE WHEN p_territories IS NULL THEN territories ELSE ARRAY(SELECT t.id::int FROM territory t WHERE t.code = ANY (p_territories)) END,
      interests = CASE WHEN p_interests IS NULL THEN interests ELSE ARRAY(SELECT i.id::int FROM interest i WHERE i.slug = ANY (p_interests)) END,
      knowledge = coalesce(p_knowledge, knowledge),
      break_from = CASE WHEN p_break IS NULL THEN break_from ELSE p_break[1]::date END,
      break_until = CASE WHEN p_break IS NULL THEN break_until ELSE p_break[2]::date END
    WHERE id = p_subscriber;
  status := CASE WHEN FOUND THEN 204 ELSE 404 END;
END
$$;
COMMENT ON FUNCTION site.api_subscriber_set(text, int, bigint, text, text, text[], text[], text[], text[]) IS
  'change what is known of a subscriber; NULL leaves it, a break of no days ends it; for a token that may';

CREATE FUNCTION api_subscription(u subscription, p_list text) RETURNS jsonb LANGUAGE sql IMMUTABLE SET search_path = colporteur, pg_temp AS $$
  SELECT jsonb_build_object('id', u.subscriber, 'list', p_list, 'state', u.state,
    'delivery', CASE u.delivery WHEN 'digest' THEN u.digest_every ELSE u.delivery END, 'changed_at', u.changed_at)
$$;
COMMENT ON FUNCTION api_subscription(subscription, text) IS 'a subscription as programs get it';

CREATE FUNCTION api_subscriber(s subscriber) RETURNS jsonb LANGUAGE sql STABLE SET search_path = colporteur, pg_temp AS $$
  SELECT jsonb_build_object('id', s.id, 'name', s.name, 'language', s.language, 'knowledge', to_jsonb(s.knowledge), 'created_at', s.created_at,
    'break', CASE WHEN s.break_from IS NOT NULL THEN jsonb_build_array(s.break_from, s.break_until) ELSE '[]' END,
    'addresses', (SELECT coalesce(jsonb_agg(a.address ORDER BY a.is_primary DESC, a.address_key), '[]') FROM address a WHERE a.subscriber = s.id),
    'territories', (SELECT coalesce(jsonb_agg(t.code ORDER BY t.code), '[]') FROM territory t WHERE t.id = ANY (s.territories)),
    'interests', (SELECT coalesce(jsonb_agg(i.slug ORDER BY i.slug), '[]') FROM interest i WHERE i.id = ANY (s.interests)),
    'lists', (SELECT coalesce(jsonb_agg(api_subscription(u, l.name) - 'id' ORDER BY l.name), '[]')
              FROM subscription u JOIN list l ON l.id = u.list WHERE u.subscriber = s.id))
$$;
COMMENT ON FUNCTION api_subscriber(subscriber) IS 'a subscriber as programs get them';

CREATE FUNCTION site.api_subscriber(p_token text, p_most int, p_subscriber bigint, OUT status int, OUT body text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
BEGIN
  status := api_enter(p_token, 'subscribers:read', p_most);
  IF status = 200 THEN
    body := (SELECT api_subscriber(s)::text FROM subscriber s WHERE s.id = p_subscriber);
    status := CASE WHEN body IS NULL THEN 404 ELSE 200 END;
  END IF;
END
$$;
COMMENT ON FUNCTION site.api_subscriber(text, int, bigint) IS 'one subscriber; for a token that may';

CREATE OR REPLACE FUNCTION site.api_subscribers(p_token text, p_most int, p_after bigint, p_count int, p_key text, OUT status int, OUT body text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
BEGIN
  status := api_enter(p_token, 'subscribers:read', p_most);
  IF status = 200 THEN
    body := api_page((SELECT jsonb_agg(api_subscriber(s) ORDER BY s.id) FROM (
      SELECT * FROM subscriber x
      WHERE x.id > p_after AND (p_key IS NULL OR x.id = (SELECT a.subscriber FROM address a WHERE a.address_key = p_key))
      ORDER BY x.id LIMIT p_count) s), p_count);
  END IF;
END
$$;

CREATE FUNCTION site.api_delivery(p_token text, p_most int, p_list text, p_subscriber bigint, p_delivery text, OUT status int, OUT body text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
DECLARE
  the_list bigint := (SELECT id FROM list WHERE name = p_list AND deleted_at IS NULL);
BEGIN
  status := api_enter(p_token, 'subscriptions:write', p_most);
  IF status <> 200 THEN
    RETURN;
  END IF;
  UPDATE subscription u SET delivery = CASE WHEN p_delivery IN ('daily', 'weekly') THEN 'digest' ELSE p_delivery END,
      digest_every = CASE WHEN p_delivery IN ('daily', 'weekly') THEN p_delivery ELSE digest_every END
    WHERE u.list = the_list AND u.subscriber = p_subscriber AND u.state = 'confirmed'
    RETURNING api_subscription(u, p_list)::text INTO body;
  status := CASE WHEN body IS NULL THEN 404 ELSE 200 END;
END
$$;
COMMENT ON FUNCTION site.api_delivery(text, int, text, bigint, text) IS
  'how a subscriber who is on a list receives it: each, daily, weekly, important, none; for a token that may';

-- How a list is read, as above: "digest" did not say how often.
CREATE OR REPLACE FUNCTION site.api_subscriptions(p_token text, p_most int, p_list text, p_after bigint, p_count int, OUT status int, OUT body text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
DECLARE
  the_list bigint := (SELECT id FROM list WHERE name = p_list AND deleted_at IS NULL);
BEGIN
  status := api_enter(p_token, 'subscriptions:read', p_most);
  IF status <> 200 THEN
    RETURN;
  ELSIF p_list IS NULL THEN
    body := api_page((SELECT jsonb_agg(jsonb_build_object('id', l.id, 'name', l.name, 'address', l.name || '@' || l.domain, 'kind', l.kind,
      'title', l.title, 'language', l.language, 'is_public', l.is_public, 'is_closed', l.closed_at IS NOT NULL) ORDER BY l.id)
      FROM (SELECT * FROM list WHERE id > p_after AND deleted_at IS NULL ORDER BY id LIMIT p_count) l), p_count);
  ELSIF the_list IS NULL THEN
    status := 404;
  ELSE
    body := api_page((SELECT jsonb_agg(api_subscription(u, p_list) ORDER BY u.subscriber)
      FROM (SELECT * FROM subscription WHERE list = the_list AND subscriber > p_after ORDER BY subscriber LIMIT p_count) x
      JOIN subscription u ON u.list = x.list AND u.subscriber = x.subscriber), p_count);
  END IF;
END
$$;

CREATE OR REPLACE FUNCTION site.api_leave(p_token text, p_most int, p_list text, p_subscriber bigint, OUT status int, OUT body text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
DECLARE
  the_list bigint := (SELECT id FROM list WHERE name = p_list AND deleted_at IS NULL);
  proof bigint;
BEGIN
  status := api_enter(p_token, 'subscriptions:write', p_most);
  IF status <> 200 THEN
    RETURN;
  END IF;
  UPDATE subscription SET state = 'unsubscribed', changed_at = the_time()
    WHERE list = the_list AND subscriber = p_subscriber AND state <> 'unsubscribed';
  IF FOUND THEN
    INSERT INTO consent_event (subscriber, list, what, how) VALUES (p_subscriber, the_list, 'unsubscribe', 'api ' || (api_token_good(p_token)).name)
      RETURNING id INTO proof;
  END IF;
  SELECT api_subscription(u, p_list)::text INTO body FROM subscription u WHERE u.list = the_list AND u.subscriber = p_subscriber;
  status := CASE WHEN body IS NULL THEN 404 ELSE 200 END;
END
$$;

REVOKE EXECUTE ON FUNCTION site.api_again(text, int, text, bytea), site.api_keep(text, text, bytea, int, text),
  site.api_subscribe(text, int, text, text, text, text, text[], text, text[], text[], text, int, int),
  site.api_subscriber_set(text, int, bigint, text, text, text[], text[], text[], text[]),
  site.api_subscriber(text, int, bigint), site.api_delivery(text, int, text, bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION site.api_again(text, int, text, bytea), site.api_keep(text, text, bytea, int, text),
  site.api_subscribe(text, int, text, text, text, text, text[], text, text[], text[], text, int, int),
  site.api_subscriber_set(text, int, bigint, text, text, text[], text[], text[], text[]),
  site.api_subscriber(text, int, bigint), site.api_delivery(text, int, text, bigint, text) TO colporteur_site, colporteur_engine;
