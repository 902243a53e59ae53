-- SPDX-License-Identifier: GPL-3.0-or-later
-- The pages go by permanent links, which no two messages share, and know when what they show was
-- changed or taken out last; what is not where it was asked for may be elsewhere, or gone.

SET LOCAL search_path = colporteur, public;

CREATE OR REPLACE FUNCTION message_changed() RETURNS trigger LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
BEGIN
  UPDATE list_thread s SET changed_at = the_time()
  WHERE (s.list, s.thread) IN (SELECT p.list, t.root FROM changed c JOIN post p ON p.message = c.id JOIN thread t ON t.id = p.thread);
  RETURN NULL;
END
$$;

CREATE OR REPLACE VIEW site.post WITH (security_barrier) AS
  SELECT p.list, l.name AS list_name, l.title AS list_title, p.message, t.root AS thread, p.date, p.accepted_at,
         m.message_id, m.short_hash, m.from_name, m.subject, m.body, m.html, m.refers_to, m.oddities, m.link,
         (SELECT greatest(p.accepted_at, m.changed_at, lt.changed_at) FROM colporteur.list_thread lt
          WHERE lt.list = p.list AND lt.thread = t.root) AS changed_at
  FROM colporteur.post p
  JOIN colporteur.list l ON l.id = p.list AND l.is_public
  JOIN colporteur.thread t ON t.id = p.thread
  JOIN colporteur.message m ON m.id = p.message;
COMMENT ON COLUMN site.post.changed_at IS 'when it, or its thread on the list, was changed last';

DROP FUNCTION site.threads(text, bigint, bigint, boolean, int);
CREATE FUNCTION site.threads(p_list text, p_last bigint, p_thread bigint, p_newer boolean, p_count int)
  RETURNS TABLE (thread bigint, posts int, last_date timestamptz, link text, subject text, from_name text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
#variable_conflict use_column
DECLARE
  the_list bigint := (SELECT id FROM list WHERE name = p_list AND is_public);
BEGIN
  IF p_newer THEN
    RETURN QUERY
      SELECT lt.thread, lt.posts, lt.last_date, m.link, m.subject, m.from_name
      FROM list_thread lt JOIN message m ON m.id = lt.first_message
      WHERE lt.list = the_list AND (lt.last_date, lt.thread) > (at_us(p_last), p_thread)
      ORDER BY lt.last_date, lt.thread LIMIT least(p_count, 500);
  ELSE
    RETURN QUERY
      SELECT lt.thread, lt.posts, lt.last_date, m.link, m.subject, m.from_name
      FROM list_thread lt JOIN message m ON m.id = lt.first_message
      WHERE lt.list = the_list AND (lt.last_date, lt.thread) < (at_us(p_last), p_thread)
      ORDER BY lt.last_date DESC, lt.thread DESC LIMIT least(p_count, 500);
  END IF;
END
$$;
COMMENT ON FUNCTION site.threads(text, bigint, bigint, boolean, int) IS
  'threads of a public list from a place in time on: towards older ones, newest first, or towards newer ones, oldest first';

DROP FUNCTION site.posts(text, bigint, bigint, bigint, bigint, boolean, int);
CREATE FUNCTION site.posts(p_list text, p_from bigint, p_to bigint, p_after bigint, p_message bigint, p_newest boolean, p_count int)
  RETURNS TABLE (list_name text, message bigint, message_id text, link text, short_hash text, from_name text, subject text,
                 date timestamptz, changed_at timestamptz, language text, refers_to text[])
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
#variable_conflict use_column
DECLARE
  the_list bigint := (SELECT id FROM list WHERE name = p_list AND is_public);
BEGIN
  IF p_newest THEN
    RETURN QUERY
      SELECT l.name, m.id, m.message_id, m.link, m.short_hash, m.from_name, m.subject, m.date, greatest(p.accepted_at, m.changed_at),
             l.language, m.refers_to
      FROM (SELECT * FROM post WHERE list = the_list AND date >= at_us(p_from) AND date < at_us(p_to)
              AND (date, message) < (at_us(p_after), p_message)
            ORDER BY date DESC, message DESC LIMIT least(p_count, 500)) p
      JOIN message m ON m.id = p.message JOIN list l ON l.id = p.list
      ORDER BY p.date DESC, p.message DESC;
  ELSE
    RETURN QUERY
      SELECT l.name, m.id, m.message_id, m.link, m.short_hash, m.from_name, m.subject, m.date, greatest(p.accepted_at, m.changed_at),
             l.language, m.refers_to
      FROM (SELECT * FROM post WHERE list = the_list AND date >= at_us(p_from) AND date < at_us(p_to)
              AND (date, message) > (at_us(p_after), p_message)
            ORDER BY date, message LIMIT least(p_count, 500)) p
      JOIN message m ON m.id = p.message JOIN list l ON l.id = p.list
      ORDER BY p.date, p.message;
  END IF;
END
$$;
COMMENT ON FUNCTION site.posts(text, bigint, bigint, bigint, bigint, boolean, int) IS
  'posts of a public list between two moments and beyond a place: from the oldest on, or from the newest back';

DROP FUNCTION site.posts_newest(int);
CREATE FUNCTION site.posts_newest(p_count int)
  RETURNS TABLE (list_name text, list_title text, message bigint, link text, from_name text, subject text,
                 date timestamptz, changed_at timestamptz, language text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
#variable_conflict use_column
BEGIN RETURN QUERY
  SELECT l.name, l.title, m.id, m.link, m.from_name, m.subject, m.date, greatest(p.accepted_at, m.changed_at), l.language
  FROM list l
  CROSS JOIN LATERAL (SELECT * FROM post WHERE list = l.id ORDER BY date DESC, message DESC LIMIT least(p_count, 100)) p
  JOIN message m ON m.id = p.message
  WHERE l.is_public
  ORDER BY p.date DESC, p.message DESC, l.id LIMIT least(p_count, 100);
END
$$;
COMMENT ON FUNCTION site.posts_newest(int) IS 'the newest posts of all public lists';

CREATE INDEX withdrawn_post_at ON withdrawn_post (list, at);
CREATE FUNCTION site.withdrawn_last(p_list text) RETURNS timestamptz
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
BEGIN
  RETURN (SELECT max((SELECT max(w.at) FROM withdrawn_post w WHERE w.list = l.id))
          FROM list l WHERE l.is_public AND (p_list IS NULL OR l.name = p_list));
END
$$;
COMMENT ON FUNCTION site.withdrawn_last(text) IS
  'when a post of a public list, or of any of them (NULL), was taken out last: a listing is no older; NULL: none was';

DROP FUNCTION site.message_page(text, text);
CREATE FUNCTION site.message_page(p_list text, p_link text)
  RETURNS TABLE (message bigint, message_id text, thread bigint, list_title text, list_kind text, list_domain text, short_hash text,
                 from_name text, subject text, date timestamptz, changed_at timestamptz, body text, html text,
                 edition int, newer text, older text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
#variable_conflict use_column
BEGIN RETURN QUERY
  SELECT p.message, m.message_id, t.root, l.title, l.kind, l.domain, m.short_hash, m.from_name, m.subject, m.date,
         greatest(p.accepted_at, m.changed_at), m.body, m.html,
         (SELECT e.number FROM edition e WHERE e.list = l.id AND e.message_id = m.message_id AND e.sent_at IS NOT NULL),
         (SELECT o.link FROM post q JOIN message o ON o.id = q.message
          WHERE q.list = p.list AND (q.date, q.message) > (p.date, p.message) ORDER BY q.date, q.message LIMIT 1),
         (SELECT o.link FROM post q JOIN message o ON o.id = q.message
          WHERE q.list = p.list AND (q.date, q.message) < (p.date, p.message) ORDER BY q.date DESC, q.message DESC LIMIT 1)
  FROM list l
  JOIN message m ON m.link = p_link
  JOIN post p ON p.list = l.id AND p.message = m.id
  JOIN thread t ON t.id = p.thread
  WHERE l.name = p_list AND l.is_public
  ORDER BY p.accepted_at, p.message LIMIT 1;
END
$$;
COMMENT ON FUNCTION site.message_page(text, text) IS
  'the message of a public list at a permanent link, with what its page leads to: its edition, and what was posted before and after it';

DROP FUNCTION site.message_version(text, text);
CREATE FUNCTION site.message_version(p_list text, p_link text) RETURNS text
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
DECLARE
  version text;
BEGIN
  SELECT concat_ws(' ', l.xmin, m.xmin, p.xmin, t.root, p.message,
    (SELECT lt.xmin FROM list_thread lt WHERE lt.list = l.id AND lt.thread = t.root),
    (SELECT e.xmin FROM edition e WHERE e.list = l.id AND e.message_id = m.message_id AND e.sent_at IS NOT NULL),
    (SELECT q.message FROM post q WHERE q.list = p.list AND (q.date, q.message) > (p.date, p.message)
     ORDER BY q.date, q.message LIMIT 1), '/',
    (SELECT q.message FROM post q WHERE q.list = p.list AND (q.date, q.message) < (p.date, p.message)
     ORDER BY q.date DESC, q.message DESC LIMIT 1))
  INTO version
  FROM list l
  JOIN message m ON m.link = p_link
  JOIN post p ON p.list = l.id AND p.message = m.id
  JOIN thread t ON t.id = p.thread
  WHERE l.name = p_list AND l.is_public
  ORDER BY p.accepted_at, p.message LIMIT 1;
  RETURN version;
END
$$;
COMMENT ON FUNCTION site.message_version(text, text) IS 'what tells whether the page at a permanent link has changed; NULL where there is none';

DROP FUNCTION site.thread_version(text, text);
CREATE FUNCTION site.thread_version(p_list text, p_link text) RETURNS text
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
DECLARE
  version text;
BEGIN
  SELECT concat_ws(' ', l.xmin, t.root, lt.xmin) INTO version
  FROM list l
  JOIN message m ON m.link = p_link
  JOIN post p ON p.list = l.id AND p.message = m.id
  JOIN thread t ON t.id = p.thread
  JOIN list_thread lt ON lt.list = l.id AND lt.thread = t.root
  WHERE l.name = p_list AND l.is_public
  ORDER BY p.accepted_at, p.message LIMIT 1;
  RETURN version;
END
$$;
COMMENT ON FUNCTION site.thread_version(text, text) IS 'the same of a thread''s page, whichever message of it names it';

-- --- what is not where it was asked for ---

CREATE FUNCTION site.elsewhere(p_path text, p_list text, p_link text, p_hash text)
  RETURNS TABLE (what text, list_name text, link text, at timestamptz)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
    SELECT 'moved', l.name, m.link, p.accepted_at FROM list l JOIN message m ON m.message_id = p_link JOIN post p ON p.list = l.id AND p.message = m.id
    WHERE l.name = p_list AND l.is_public AND m.link <> p_link ORDER BY p.accepted_at, m.id LIMIT 1;
  IF FOUND THEN RETURN; END IF;
  RETURN QUERY
    SELECT 'gone', l.name, m.link, w.at FROM list l JOIN withdrawn_post w ON w.list = l.id JOIN message m ON m.id = w.message
    WHERE l.is_public AND ((l.name = p_list AND (m.link = p_link OR m.message_id = p_link)) OR m.short_hash = p_hash)
    ORDER BY m.link = p_link DESC, w.at LIMIT 1;
  IF FOUND THEN RETURN; END IF;
  RETURN QUERY
    SELECT 'renamed', l.name, ''::text, f.at FROM list_former_name f JOIN list l ON l.id = f.list AND l.is_public WHERE f.name = p_list;
  IF FOUND THEN RETURN; END IF;
  -- What was taken out since leads to the page that says so.
  RETURN QUERY
    SELECT 'old', l.name, coalesce(
        (SELECT m.link FROM message m WHERE m.message_id = o.message_id
           AND (EXISTS (SELECT FROM post p WHERE p.message = m.id AND p.list = l.id)
             OR EXISTS (SELECT FROM withdrawn_post w WHERE w.message = m.id AND w.list = l.id)) ORDER BY m.id LIMIT 1), ''), NULL::timestamptz
    FROM old_url o JOIN list l ON l.id = o.list AND l.is_public WHERE o.path = p_path;
END
$$;
COMMENT ON FUNCTION site.elsewhere(text, text, text, text) IS
  'asked where no page is: moved (the Message-ID has this link), gone (taken out), renamed (the list has this name now), old (an address of the archive that was imported; an empty link is the list)';
DROP VIEW site.old_url, site.tombstone;

REVOKE EXECUTE ON FUNCTION site.threads(text, bigint, bigint, boolean, int), site.posts(text, bigint, bigint, bigint, bigint, boolean, int),
  site.posts_newest(int), site.withdrawn_last(text), site.message_page(text, text), site.message_version(text, text),
  site.thread_version(text, text), site.elsewhere(text, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION site.threads(text, bigint, bigint, boolean, int), site.posts(text, bigint, bigint, bigint, bigint, boolean, int),
  site.posts_newest(int), site.withdrawn_last(text), site.message_page(text, text), site.message_version(text, text),
  site.thread_version(text, text), site.elsewhere(text, text, text, text) TO colporteur_site, colporteur_engine;

-- --- what else has to know what was taken out ---

CREATE OR REPLACE FUNCTION post_restore(p_list bigint, p_message bigint) RETURNS boolean LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
DECLARE
  the_root bigint;
BEGIN
  PERFORM thread_lock();
  WITH back AS (DELETE FROM withdrawn_post WHERE list = p_list AND message = p_message AND what = 'hide' RETURNING *)
    INSERT INTO post (list, message, thread, subscriber, date, accepted_at)
    SELECT list, message, thread, subscriber, date, accepted_at FROM back;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  -- Feeds that have it again are newer than those that had it not.
  UPDATE message SET changed_at = the_time() WHERE id = p_message;
  SELECT t.root INTO the_root FROM post p JOIN thread t ON t.id = p.thread WHERE p.list = p_list AND p.message = p_message;
  PERFORM list_thread_rebuild(ARRAY[the_root]);
  RETURN true;
END
$$;

CREATE OR REPLACE FUNCTION list_delete(p_list bigint, p_archive boolean, p_how text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  gone bigint[];
  ids text[];
BEGIN
  PERFORM FROM list WHERE id = p_list FOR UPDATE;
  INSERT INTO consent_event (subscriber, list, what, how)
    SELECT subscriber, list, 'unsubscribe', p_how FROM subscription WHERE list = p_list AND state <> 'unsubscribed';
  DELETE FROM subscription WHERE list = p_list;
  DELETE FROM list_role WHERE list = p_list;
  DELETE FROM held_message WHERE list = p_list;
  -- What is on its way stops; what was delivered is history.
  UPDATE delivery d SET state = 'f', settled_at = the_time(), reply = 'the list was deleted'
    FROM mailing m WHERE m.id = d.mailing AND m.list = p_list AND d.state = 'q';
  IF NOT p_archive THEN
    UPDATE list SET closed_at = coalesce(closed_at, the_time()), deleted_at = the_time() WHERE id = p_list;
    RETURN;
  END IF;
  IF EXISTS (SELECT FROM edition WHERE list = p_list) THEN
    RAISE EXCEPTION 'it has editions, which have proofs and figures of their own' USING ERRCODE = 'foreign_key_violation';
  END IF;
  DELETE FROM mailing WHERE list = p_list;
  DELETE FROM list_thread WHERE list = p_list;
  WITH removed AS (DELETE FROM post WHERE list = p_list RETURNING message),
  withdrawn AS (DELETE FROM withdrawn_post WHERE list = p_list RETURNING message)
    SELECT array_agg(message) INTO gone FROM (SELECT message FROM removed UNION ALL SELECT message FROM withdrawn) m;
  WITH removed AS (
    DELETE FROM message m WHERE m.id = ANY (gone)
      AND NOT EXISTS (SELECT FROM post p WHERE p.message = m.id)
      AND NOT EXISTS (SELECT FROM withdrawn_post w WHERE w.message = m.id)
      AND NOT EXISTS (SELECT FROM edition e WHERE e.message = m.id)
      AND NOT EXISTS (SELECT FROM mailing g WHERE g.message = m.id)
    RETURNING m.message_id)
    SELECT array_agg(message_id) INTO ids FROM removed;
  -- What a coordinator knew about threads goes with the messages it was about.
  DELETE FROM thread_edit e WHERE (e.message_id = ANY (ids) AND NOT EXISTS (SELECT FROM message m WHERE m.message_id = e.message_id))
    OR (e.other = ANY (ids) AND NOT EXISTS (SELECT FROM message m WHERE m.message_id = e.other));
  DELETE FROM list WHERE id = p_list;
END
$$;

CREATE INDEX withdrawn_post_subscriber ON withdrawn_post (subscriber) WHERE subscriber IS NOT NULL;
CREATE FUNCTION withdrawn_follow() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
BEGIN
  UPDATE withdrawn_post SET subscriber = NEW.kept WHERE subscriber = NEW.gone;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION withdrawn_follow() IS 'what was taken out stays with its author when two records become one';
CREATE TRIGGER withdrawn_follow AFTER INSERT ON subscriber_merged FOR EACH ROW EXECUTE FUNCTION withdrawn_follow();

-- A post that is hidden is kept, and so is part of what is known about its author.
CREATE OR REPLACE FUNCTION subscriber_traces(p_subscriber bigint)
  RETURNS TABLE (addresses bigint, subscriptions bigint, consent_events bigint, bounces bigint, held bigint, roles bigint, posts bigint)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
  WITH keys AS MATERIALIZED (SELECT array_agg(address_key) AS all_of_them FROM address WHERE subscriber = p_subscriber),
  numbers AS MATERIALIZED (SELECT array_agg(n) AS all_of_them FROM (SELECT p_subscriber AS n UNION SELECT gone FROM subscriber_merged WHERE kept = p_subscriber) x)
  SELECT cardinality(k.all_of_them)::bigint,
         (SELECT count(*) FROM subscription WHERE subscriber = p_subscriber),
         (SELECT count(*) FROM consent_event WHERE subscriber = ANY (n.all_of_them)),
         (SELECT count(*) FROM bounce WHERE subscriber = ANY (n.all_of_them)),
         (SELECT count(*) FROM held_message WHERE lower(from_address) = ANY (k.all_of_them) OR lower(sender) = ANY (k.all_of_them)),
         (SELECT count(*) FROM list_role WHERE lower(address) = ANY (k.all_of_them)),
         (SELECT count(*) FROM post WHERE subscriber = p_subscriber) + (SELECT count(*) FROM withdrawn_post WHERE subscriber = p_subscriber)
  FROM keys k, numbers n WHERE is_mine(p_subscriber)
$$;

CREATE OR REPLACE FUNCTION subscriber_document(p_subscriber bigint) RETURNS text
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = colporteur, public, pg_temp AS $$
  WITH numbers AS MATERIALIZED (SELECT array_agg(n) AS n FROM (SELECT p_subscriber AS n UNION SELECT gone FROM subscriber_merged WHERE kept = p_subscriber) x)
  SELECT jsonb_pretty(jsonb_build_object(
    'name', s.name, 'language', s.language, 'knowledge', to_jsonb(s.knowledge), 'notes', s.notes,
    'known since', s.created_at, 'last contact', s.last_contact_at,
    'break', CASE WHEN s.break_from IS NOT NULL THEN jsonb_build_object('from', s.break_from, 'until', s.break_until) END,
    'addresses', (SELECT coalesce(jsonb_agg(jsonb_build_object('address', a.address, 'primary', a.is_primary) ORDER BY a.is_primary DESC, a.address_key), '[]') FROM address a WHERE a.subscriber = s.id),
    'territories', (SELECT coalesce(jsonb_agg(jsonb_build_object('code', t.code, 'name', t.name) ORDER BY t.code), '[]') FROM territory t WHERE t.id = ANY (s.territories)),
    'interests', (SELECT coalesce(jsonb_agg(jsonb_build_object('slug', i.slug, 'label', i.label_fr) ORDER BY i.slug), '[]') FROM interest i WHERE i.id = ANY (s.interests)),
    'programmes', (SELECT coalesce(jsonb_agg(jsonb_build_object('slug', p.slug, 'name', p.name) ORDER BY p.slug), '[]') FROM programme p WHERE p.id = ANY (s.programmes)),
    'subscriptions', (SELECT coalesce(jsonb_agg(jsonb_build_object('list', l.name, 'state', u.state, 'delivery', u.delivery, 'since', u.changed_at) ORDER BY l.name), '[]') FROM subscription u JOIN list l ON l.id = u.list WHERE u.subscriber = s.id),
    'consent', (SELECT coalesce(jsonb_agg(jsonb_build_object('at', c.at, 'what', c.what, 'how', c.how, 'list', l.name, 'text version', c.version::text, 'network', host(c.network)) ORDER BY c.at, c.id), '[]') FROM consent c LEFT JOIN list l ON l.id = c.list WHERE c.subscriber = ANY (n.n)),
    'roles', (SELECT coalesce(jsonb_agg(jsonb_build_object('list', l.name, 'role', r.role) ORDER BY l.name, r.role), '[]') FROM list_role r JOIN list l ON l.id = r.list JOIN address a ON a.address_key = lower(r.address) WHERE a.subscriber = s.id),
    'changes', (SELECT coalesce(jsonb_agg(jsonb_build_object('at', u.at, 'by', u.actor, 'what', u.what || ' ' || u.object, 'before', u.before::text, 'after', u.after::text) ORDER BY u.id), '[]') FROM audit u WHERE u.subscriber = ANY (n.n)),
    'posts', (SELECT coalesce(jsonb_agg(jsonb_build_object('list', l.name, 'at', p.date, 'subject', m.subject, 'message id', m.message_id) ORDER BY p.date), '[]') FROM (SELECT list, message, date, subscriber FROM post UNION ALL SELECT list, message, date, subscriber FROM withdrawn_post WHERE what = 'hide') p JOIN list l ON l.id = p.list JOIN message m ON m.id = p.message WHERE p.subscriber = s.id),
    'returned mail', (SELECT coalesce(jsonb_agg(jsonb_build_object('at', b.received_at) ORDER BY b.received_at), '[]') FROM bounce b WHERE b.subscriber = ANY (n.n)),
    'deliveries', (SELECT coalesce(jsonb_agg(jsonb_build_object('list', l.name, 'kind', m.kind, 'at', coalesce(d.settled_at, m.created_at), 'state', CASE d.state WHEN 's' THEN 'sent' WHEN 'f' THEN 'failed' ELSE 'waiting' END) ORDER BY m.id), '[]')
       FROM mailing m JOIN list l ON l.id = m.list JOIN delivery d ON d.mailing = m.id AND d.recipient = ANY (n.n) WHERE m.kind <> 'notice')))
  FROM subscriber s, numbers n WHERE s.id = p_subscriber AND is_mine(s.id)
$$;
