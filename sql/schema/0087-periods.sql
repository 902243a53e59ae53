-- SPDX-License-Identifier: GPL-3.0-or-later
-- The archive by date, for readers and for feeds: which months a list has, the posts between two moments, what comes before
-- and after a post. Each walks post_date and costs what it shows, however long the list is.
-- What is asked for often is PL/pgSQL: it keeps its plans, where a function in SQL plans each time.

CREATE OR REPLACE VIEW site.list WITH (security_barrier) AS
  SELECT l.id, l.name, l.kind, l.title, l.description, l.language,
         (SELECT sum(posts) FROM colporteur.list_thread lt WHERE lt.list = l.id)::bigint AS posts,
         (SELECT max(last_date) FROM colporteur.list_thread lt WHERE lt.list = l.id) AS last_date,
         l.domain
  FROM colporteur.list l WHERE l.is_public;

CREATE FUNCTION site.months(p_list text, p_zone text)
  RETURNS TABLE (year int, month int)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
#variable_conflict use_column
BEGIN RETURN QUERY
  WITH RECURSIVE l AS (SELECT id FROM list WHERE name = p_list AND is_public),
  -- From the newest month to the next one that has a post: a descent into the index for each.
  walk(month) AS (
    SELECT date_trunc('month', max(p.date) AT TIME ZONE p_zone) FROM post p WHERE p.list = (SELECT id FROM l)
    UNION ALL
    SELECT (SELECT date_trunc('month', p.date AT TIME ZONE p_zone) FROM post p
            WHERE p.list = (SELECT id FROM l) AND p.date < walk.month AT TIME ZONE p_zone
            ORDER BY p.date DESC LIMIT 1)
    FROM walk WHERE walk.month IS NOT NULL
  )
  SELECT extract(year FROM w.month)::int, extract(month FROM w.month)::int FROM walk w WHERE w.month IS NOT NULL;
END
$$;
COMMENT ON FUNCTION site.months(text, text) IS 'months in which a public list has posts, in a time zone, newest first';

CREATE FUNCTION site.posts(p_list text, p_from bigint, p_to bigint, p_after bigint, p_message bigint, p_newest boolean, p_count int)
  RETURNS TABLE (list_name text, message bigint, message_id text, short_hash text, from_name text, subject text,
                 date timestamptz, accepted_at timestamptz, language text, refers_to text[])
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
#variable_conflict use_column
DECLARE
  the_list bigint := (SELECT id FROM list WHERE name = p_list AND is_public);
BEGIN
  IF p_newest THEN
    RETURN QUERY
      SELECT l.name, m.id, m.message_id, m.short_hash, m.from_name, m.subject, m.date, p.accepted_at, l.language, m.refers_to
      FROM (SELECT * FROM post WHERE list = the_list AND date >= at_us(p_from) AND date < at_us(p_to)
              AND (date, message) < (at_us(p_after), p_message)
            ORDER BY date DESC, message DESC LIMIT least(p_count, 500)) p
      JOIN message m ON m.id = p.message JOIN list l ON l.id = p.list
      ORDER BY p.date DESC, p.message DESC;
  ELSE
    RETURN QUERY
      SELECT l.name, m.id, m.message_id, m.short_hash, m.from_name, m.subject, m.date, p.accepted_at, l.language, m.refers_to
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

CREATE FUNCTION site.posts_newest(p_count int)
  RETURNS TABLE (list_name text, list_title text, message bigint, message_id text, from_name text, subject text,
                 date timestamptz, accepted_at timestamptz, language text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
#variable_conflict use_column
BEGIN RETURN QUERY
  SELECT l.name, l.title, m.id, m.message_id, m.from_name, m.subject, m.date, p.accepted_at, l.language
  FROM list l
  CROSS JOIN LATERAL (SELECT * FROM post WHERE list = l.id ORDER BY date DESC, message DESC LIMIT least(p_count, 100)) p
  JOIN message m ON m.id = p.message
  WHERE l.is_public
  ORDER BY p.date DESC, p.message DESC, l.id LIMIT least(p_count, 100);
END
$$;
COMMENT ON FUNCTION site.posts_newest(int) IS 'the newest posts of all public lists';

CREATE FUNCTION site.message_page(p_list text, p_message_id text)
  RETURNS TABLE (message bigint, thread bigint, list_title text, list_kind text, list_domain text, short_hash text,
                 from_name text, subject text, date timestamptz, accepted_at timestamptz, body text, html text,
                 edition int, newer text, older text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
#variable_conflict use_column
BEGIN RETURN QUERY
  SELECT p.message, t.root, l.title, l.kind, l.domain, m.short_hash, m.from_name, m.subject, m.date, p.accepted_at,
         m.body, m.html,
         (SELECT e.number FROM edition e WHERE e.list = l.id AND e.message_id = m.message_id AND e.sent_at IS NOT NULL),
         (SELECT o.message_id FROM post q JOIN message o ON o.id = q.message
          WHERE q.list = p.list AND (q.date, q.message) > (p.date, p.message) ORDER BY q.date, q.message LIMIT 1),
         (SELECT o.message_id FROM post q JOIN message o ON o.id = q.message
          WHERE q.list = p.list AND (q.date, q.message) < (p.date, p.message) ORDER BY q.date DESC, q.message DESC LIMIT 1)
  FROM list l
  JOIN message m ON m.message_id = p_message_id
  JOIN post p ON p.list = l.id AND p.message = m.id
  JOIN thread t ON t.id = p.thread
  WHERE l.name = p_list AND l.is_public
  ORDER BY p.accepted_at, p.message LIMIT 1;
END
$$;
COMMENT ON FUNCTION site.message_page(text, text) IS
  'a message of a public list with what its page leads to: its edition, and what was posted before and after it';

-- A page's version: what it is made of, as the numbers of the transactions that wrote it last. Two
-- that are equal are of one and the same page. A thread's summary is written anew with each post
-- of it, and by whatever changes one.
CREATE FUNCTION site.message_version(p_list text, p_message_id text) RETURNS text
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
  JOIN message m ON m.message_id = p_message_id
  JOIN post p ON p.list = l.id AND p.message = m.id
  JOIN thread t ON t.id = p.thread
  WHERE l.name = p_list AND l.is_public
  ORDER BY p.accepted_at, p.message LIMIT 1;
  RETURN version;
END
$$;
COMMENT ON FUNCTION site.message_version(text, text) IS 'what tells whether the page of a message has changed; NULL where there is none';

CREATE FUNCTION site.thread_version(p_list text, p_message_id text) RETURNS text
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
DECLARE
  version text;
BEGIN
  SELECT concat_ws(' ', l.xmin, t.root, lt.xmin) INTO version
  FROM list l
  JOIN message m ON m.message_id = p_message_id
  JOIN post p ON p.list = l.id AND p.message = m.id
  JOIN thread t ON t.id = p.thread
  JOIN list_thread lt ON lt.list = l.id AND lt.thread = t.root
  WHERE l.name = p_list AND l.is_public
  ORDER BY p.accepted_at, p.message LIMIT 1;
  RETURN version;
END
$$;
COMMENT ON FUNCTION site.thread_version(text, text) IS 'the same of a thread''s page, whichever message of it names it';

REVOKE EXECUTE ON FUNCTION site.message_version(text, text), site.thread_version(text, text), site.message_page(text, text), site.months(text, text), site.posts(text, bigint, bigint, bigint, bigint, boolean, int),
  site.posts_newest(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION site.message_version(text, text), site.thread_version(text, text), site.message_page(text, text), site.months(text, text), site.posts(text, bigint, bigint, bigint, bigint, boolean, int),
  site.posts_newest(int) TO colporteur_site, colporteur_engine;
