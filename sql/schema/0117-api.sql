-- SPDX-License-Identifier: GPL-3.0-or-later
-- The interface for programs. The site's role still reads no address: each function takes the
-- caller's token, and without one that is good for it says no. Answers are JSON, made here.

SET LOCAL search_path = colporteur, public;

CREATE TABLE api_token (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL UNIQUE CHECK (name <> '' AND name !~ '[[:cntrl:]]'),
  hash bytea NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
  scopes text[] NOT NULL CHECK (cardinality(scopes) > 0 AND scopes <@ ARRAY['subscribers:read', 'subscriptions:read', 'subscriptions:write',
    'contributions:read', 'contributions:write', 'editions:read', 'archive:read']),
  created_at timestamptz NOT NULL DEFAULT the_time(),
  expires_at timestamptz,
  revoked_at timestamptz,
  used_at timestamptz
);
COMMENT ON TABLE api_token IS 'programs that may use the interface for programs';
COMMENT ON COLUMN api_token.id IS 'our number';
COMMENT ON COLUMN api_token.name IS 'which program, for people';
COMMENT ON COLUMN api_token.hash IS 'SHA-256 of the token, which is 32 random bytes and kept nowhere';
COMMENT ON COLUMN api_token.scopes IS 'what it may do';
COMMENT ON COLUMN api_token.created_at IS 'when it was made';
COMMENT ON COLUMN api_token.expires_at IS 'until when it is good; NULL: for ever';
COMMENT ON COLUMN api_token.revoked_at IS 'since when it is not; NULL: it is';
COMMENT ON COLUMN api_token.used_at IS 'in which minute it was used last; NULL: never';

CREATE UNLOGGED TABLE api_use (
  token bigint NOT NULL REFERENCES api_token ON DELETE CASCADE,
  minute timestamptz NOT NULL,
  requests int NOT NULL,
  PRIMARY KEY (token, minute)
);
COMMENT ON TABLE api_use IS 'requests of a minute; the minutes before go with the next';
COMMENT ON COLUMN api_use.token IS 'whose';
COMMENT ON COLUMN api_use.minute IS 'when';
COMMENT ON COLUMN api_use.requests IS 'how many';

-- 200, or the status that is to be answered.
CREATE FUNCTION api_enter(p_token text, p_scope text, p_most int) RETURNS int LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
DECLARE
  t api_token;
  now_minute timestamptz := date_trunc('minute', the_time());
  n int;
BEGIN
  SELECT * INTO t FROM api_token WHERE hash = sha256(convert_to(coalesce(p_token, ''), 'UTF8'))
    AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > the_time());
  IF t.id IS NULL THEN
    RETURN 401;
  END IF;
  DELETE FROM api_use WHERE token = t.id AND minute < now_minute;
  INSERT INTO api_use AS u (token, minute, requests) VALUES (t.id, now_minute, 1)
    ON CONFLICT (token, minute) DO UPDATE SET requests = u.requests + 1 RETURNING u.requests INTO n;
  IF t.used_at IS DISTINCT FROM now_minute THEN
    UPDATE api_token SET used_at = now_minute WHERE id = t.id;
  END IF;
  RETURN CASE WHEN n > p_most THEN 429 WHEN p_scope = ANY (t.scopes) THEN 200 ELSE 403 END;
END
$$;
COMMENT ON FUNCTION api_enter(text, text, int) IS 'whether a token may do this now, which is counted: 200, 401 unknown or expired, 403 not for that, 429 too often in this minute';

CREATE FUNCTION api_contribution(c contribution) RETURNS jsonb LANGUAGE sql STABLE SET search_path = colporteur, pg_temp AS $$
  SELECT jsonb_build_object('id', c.id, 'state', c.state, 'kind', c.kind, 'title', c.title, 'body', c.body, 'author', c.author,
    'knowledge', to_jsonb(c.knowledge), 'source', c.source, 'programme', c.programme, 'language', c.language,
    'proposed_at', c.proposed_at, 'decided_at', c.decided_at,
    'territories', (SELECT coalesce(jsonb_agg(jsonb_build_object('code', t.code, 'name', t.name) ORDER BY t.code), '[]')
       FROM contribution_territory ct JOIN territory t ON t.id = ct.territory WHERE ct.contribution = c.id),
    'interests', (SELECT coalesce(jsonb_agg(i.slug ORDER BY i.slug), '[]')
       FROM contribution_interest ci JOIN interest i ON i.id = ci.interest WHERE ci.contribution = c.id))
$$;
COMMENT ON FUNCTION api_contribution(contribution) IS 'a contribution as programs get it';

CREATE FUNCTION api_page(p_items jsonb, p_count int) RETURNS text LANGUAGE sql IMMUTABLE SET search_path = colporteur, pg_temp AS $$
  SELECT jsonb_build_object('items', coalesce(p_items, '[]'),
    'next', CASE WHEN jsonb_array_length(p_items) = p_count THEN p_items -> -1 -> 'id' END)::text
$$;
COMMENT ON FUNCTION api_page(jsonb, int) IS 'some of many, and what to go on after';

CREATE FUNCTION site.api_subscribers(p_token text, p_most int, p_after bigint, p_count int, p_key text, OUT status int, OUT body text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
BEGIN
  status := api_enter(p_token, 'subscribers:read', p_most);
  IF status = 200 THEN
    body := api_page((SELECT jsonb_agg(x.j ORDER BY x.id) FROM (
      SELECT s.id, jsonb_build_object('id', s.id, 'name', s.name, 'language', s.language, 'knowledge', to_jsonb(s.knowledge),
        'created_at', s.created_at,
        'addresses', (SELECT coalesce(jsonb_agg(a.address ORDER BY a.is_primary DESC, a.address_key), '[]') FROM address a WHERE a.subscriber = s.id),
        'territories', (SELECT coalesce(jsonb_agg(t.code ORDER BY t.code), '[]') FROM territory t WHERE t.id = ANY (s.territories)),
        'interests', (SELECT coalesce(jsonb_agg(i.slug ORDER BY i.slug), '[]') FROM interest i WHERE i.id = ANY (s.interests)),
        'lists', (SELECT coalesce(jsonb_agg(jsonb_build_object('list', l.name, 'state', u.state) ORDER BY l.name), '[]')
                  FROM subscription u JOIN list l ON l.id = u.list WHERE u.subscriber = s.id)) AS j
      FROM subscriber s
      WHERE s.id > p_after AND (p_key IS NULL OR EXISTS (SELECT FROM address a WHERE a.subscriber = s.id AND a.address_key = p_key))
      ORDER BY s.id LIMIT p_count) x), p_count);
  END IF;
END
$$;
COMMENT ON FUNCTION site.api_subscribers(text, int, bigint, int, text) IS 'subscribers in order of their numbers, or the one who has an address; for a token that may';

CREATE FUNCTION site.api_subscriptions(p_token text, p_most int, p_list text, p_after bigint, p_count int, OUT status int, OUT body text)
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
    body := api_page((SELECT jsonb_agg(jsonb_build_object('id', u.subscriber, 'list', p_list, 'state', u.state, 'delivery', u.delivery,
      'changed_at', u.changed_at) ORDER BY u.subscriber)
      FROM (SELECT * FROM subscription WHERE list = the_list AND subscriber > p_after ORDER BY subscriber LIMIT p_count) u), p_count);
  END IF;
END
$$;
COMMENT ON FUNCTION site.api_subscriptions(text, int, text, bigint, int) IS 'who is or was on a list, by the numbers of subscribers; without a name the lists; for a token that may';

CREATE FUNCTION site.api_leave(p_token text, p_most int, p_list text, p_subscriber bigint, OUT status int, OUT body text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
DECLARE
  the_list bigint := (SELECT id FROM list WHERE name = p_list AND deleted_at IS NULL);
BEGIN
  status := api_enter(p_token, 'subscriptions:write', p_most);
  IF status <> 200 THEN
    RETURN;
  END IF;
  UPDATE subscription SET state = 'unsubscribed', changed_at = the_time()
    WHERE list = the_list AND subscriber = p_subscriber AND state <> 'unsubscribed';
  IF FOUND THEN
    INSERT INTO consent_event (subscriber, list, what, how) VALUES (p_subscriber, the_list, 'unsubscribe', 'api');
  END IF;
  SELECT jsonb_build_object('id', u.subscriber, 'list', p_list, 'state', u.state, 'delivery', u.delivery, 'changed_at', u.changed_at)::text
    INTO body FROM subscription u WHERE u.list = the_list AND u.subscriber = p_subscriber;
  status := CASE WHEN body IS NULL THEN 404 ELSE 200 END;
END
$$;
COMMENT ON FUNCTION site.api_leave(text, int, text, bigint) IS 'take a subscriber off a list, with its proof; doing it twice changes nothing; for a token that may';

CREATE FUNCTION site.api_contributions(p_token text, p_most int, p_only bigint, p_state text, p_after bigint, p_count int, OUT status int, OUT body text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
BEGIN
  status := api_enter(p_token, 'contributions:read', p_most);
  IF status <> 200 THEN
    RETURN;
  ELSIF p_only IS NULL THEN
    body := api_page((SELECT jsonb_agg(api_contribution(c) ORDER BY c.id) FROM (
      SELECT * FROM contribution WHERE id > p_after AND state <> 'unconfirmed' AND (p_state IS NULL OR state = p_state)
      ORDER BY id LIMIT p_count) c), p_count);
  ELSE
    body := (SELECT api_contribution(c)::text FROM contribution c WHERE c.id = p_only AND c.state <> 'unconfirmed');
    status := CASE WHEN body IS NULL THEN 404 ELSE 200 END;
  END IF;
END
$$;
COMMENT ON FUNCTION site.api_contributions(text, int, bigint, text, bigint, int) IS 'one contribution, or those of a state in order of their numbers; for a token that may';

CREATE FUNCTION site.api_contribution_add(p_token text, p_most int, p_kind text, p_title text, p_text text, p_author text, p_source text,
                                          p_language text, p_knowledge text[], p_territories text[], p_interests text[], OUT status int, OUT body text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, public, pg_temp AS $$
DECLARE
  unknown text;
  number bigint;
BEGIN
  status := api_enter(p_token, 'contributions:write', p_most);
  IF status <> 200 THEN
    RETURN;
  END IF;
  SELECT coalesce((SELECT 'territory ' || w FROM unnest(p_territories) w WHERE NOT EXISTS (SELECT FROM territory t WHERE t.code = w) LIMIT 1),
                  (SELECT 'interest ' || w FROM unnest(p_interests) w WHERE NOT EXISTS (SELECT FROM interest i WHERE i.slug = w) LIMIT 1),
                  (SELECT 'knowledge ' || w FROM unnest(p_knowledge) w WHERE w NOT IN ('scientific', 'professional', 'citizen') LIMIT 1),
                  (SELECT 'kind ' || p_kind WHERE p_kind NOT IN ('finding', 'initiative')),
                  (SELECT 'language ' || p_language WHERE p_language NOT IN ('fr', 'en', 'br'))) INTO unknown;
  IF unknown IS NOT NULL THEN
    status := 422;
    body := 'there is no ' || unknown;
    RETURN;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended(p_title, -115));
  IF EXISTS (SELECT FROM contribution c WHERE c.title = p_title AND c.body = p_text) THEN
    status := 409;
    body := 'one with the same title and text is there';
    RETURN;
  END IF;
  INSERT INTO contribution (kind, title, body, author, knowledge, source, language)
    VALUES (p_kind, p_title, p_text, p_author, p_knowledge, p_source, p_language) RETURNING id INTO number;
  INSERT INTO contribution_territory (contribution, territory) SELECT DISTINCT number, t.id FROM territory t WHERE t.code = ANY (p_territories);
  INSERT INTO contribution_interest (contribution, interest) SELECT DISTINCT number, i.id FROM interest i WHERE i.slug = ANY (p_interests);
  status := 201;
  body := (SELECT api_contribution(c)::text FROM contribution c WHERE c.id = number);
END
$$;
COMMENT ON FUNCTION site.api_contribution_add(text, int, text, text, text, text, text, text, text[], text[], text[]) IS 'propose a contribution; for a token that may';

CREATE FUNCTION site.api_contribution_decide(p_token text, p_most int, p_contribution bigint, p_state text, p_reason text, OUT status int, OUT body text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
BEGIN
  status := api_enter(p_token, 'contributions:write', p_most);
  IF status = 200 THEN
    PERFORM contribution_decide(ARRAY[p_contribution], p_state, false, p_reason);
    body := (SELECT api_contribution(c)::text FROM contribution c WHERE c.id = p_contribution AND c.state <> 'unconfirmed');
    status := CASE WHEN body IS NULL THEN 404 ELSE 200 END;
  END IF;
END
$$;
COMMENT ON FUNCTION site.api_contribution_decide(text, int, bigint, text, text) IS 'accept or decline a contribution; its author hears of it; for a token that may';

CREATE FUNCTION site.api_editions(p_token text, p_most int, p_list text, p_number int, p_after bigint, p_count int, OUT status int, OUT body text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
DECLARE
  items jsonb;
BEGIN
  status := api_enter(p_token, 'editions:read', p_most);
  IF status <> 200 THEN
    RETURN;
  END IF;
  SELECT jsonb_agg(jsonb_build_object('id', e.id, 'list', l.name, 'number', e.number, 'title', e.title, 'language', e.language, 'state', e.state,
      'created_at', e.created_at, 'sent_at', e.sent_at) || CASE WHEN p_number IS NULL THEN '{}' ELSE jsonb_build_object('figures', (
        SELECT jsonb_build_object('accepted', coalesce(sum(f.accepted), 0), 'deferred', coalesce(sum(f.deferred), 0), 'waiting', coalesce(sum(f.waiting), 0),
          'refused', coalesce(sum(f.refused), 0), 'unknown', coalesce(sum(f.unknown), 0), 'bounced', coalesce(sum(f.bounced), 0),
          'departed', coalesce(sum(f.departed), 0), 'clicked', coalesce((SELECT sum(k.clicks) FROM edition_click k WHERE k.edition = e.id), 0))
        FROM mailing m CROSS JOIN LATERAL (
          SELECT c.accepted, c.deferred, c.waiting, c.refused, c.unknown, c.bounced, c.departed FROM mailing_count_by(m.id, 'total') c
          UNION ALL SELECT t.accepted, 0, t.unsent, 0, 0, t.bounced, t.departed FROM mailing_tally t WHERE t.mailing = m.id AND t.part = 'total') f
        WHERE m.edition = e.id)) END ORDER BY e.id)
    INTO items
    FROM (SELECT x.* FROM edition x JOIN list y ON y.id = x.list WHERE x.id > p_after AND (p_list IS NULL OR y.name = p_list)
            AND (p_number IS NULL OR x.number = p_number) ORDER BY x.id LIMIT p_count) e JOIN list l ON l.id = e.list;
  IF p_number IS NULL THEN
    body := api_page(items, p_count);
  ELSE
    body := (items -> 0)::text;
    status := CASE WHEN body IS NULL THEN 404 ELSE 200 END;
  END IF;
END
$$;
COMMENT ON FUNCTION site.api_editions(text, int, text, int, bigint, int) IS 'editions in the order they were made, or one with its figures; for a token that may';

CREATE FUNCTION site.api_archive(p_token text, p_most int, p_list text, p_after bigint, p_count int, OUT status int, OUT body text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
DECLARE
  the_list bigint := (SELECT id FROM list WHERE name = p_list AND is_public);
BEGIN
  status := api_enter(p_token, 'archive:read', p_most);
  IF status <> 200 THEN
    RETURN;
  ELSIF the_list IS NULL THEN
    status := 404;
  ELSE
    body := api_page((SELECT jsonb_agg(jsonb_build_object('id', m.id, 'message_id', m.message_id, 'thread', t.root, 'date', p.date,
      'author', m.from_name, 'subject', m.subject, 'text', m.body) ORDER BY m.id)
      FROM (SELECT * FROM post WHERE list = the_list AND message > p_after ORDER BY message LIMIT p_count) p
      JOIN message m ON m.id = p.message JOIN thread t ON t.id = p.thread), p_count);
  END IF;
END
$$;
COMMENT ON FUNCTION site.api_archive(text, int, text, bigint, int) IS 'messages of a public list as its pages show them, in the order they came; for a token that may';

GRANT EXECUTE ON FUNCTION site.api_subscribers(text, int, bigint, int, text), site.api_subscriptions(text, int, text, bigint, int),
  site.api_leave(text, int, text, bigint), site.api_contributions(text, int, bigint, text, bigint, int),
  site.api_contribution_add(text, int, text, text, text, text, text, text, text[], text[], text[]),
  site.api_contribution_decide(text, int, bigint, text, text), site.api_editions(text, int, text, int, bigint, int),
  site.api_archive(text, int, text, bigint, int) TO colporteur_site, colporteur_engine;
