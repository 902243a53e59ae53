-- SPDX-License-Identifier: GPL-3.0-or-later
-- Mirrors: a list whose messages are those of another site's public archive; and what that other
-- site is told to be mirrored by, which is a version of each month.

SET LOCAL search_path = colporteur, public;

CREATE TABLE mirror (
  list bigint PRIMARY KEY REFERENCES list ON DELETE CASCADE,
  url text NOT NULL CHECK (url ~ '^https?://.*/$'),
  etag text NOT NULL DEFAULT '',
  asked_at timestamptz NOT NULL DEFAULT the_time()
);
COMMENT ON TABLE mirror IS 'lists that are kept as another site''s list is';
COMMENT ON COLUMN mirror.list IS 'which list';
COMMENT ON COLUMN mirror.url IS 'the page of the other one';
COMMENT ON COLUMN mirror.etag IS 'of its months, when all of them had been taken over; else empty';
COMMENT ON COLUMN mirror.asked_at IS 'when it was asked last and answered';

CREATE TABLE mirror_month (
  list bigint NOT NULL REFERENCES mirror ON DELETE CASCADE,
  month text NOT NULL CHECK (month ~ '^\d{4}-\d\d$'),
  version text NOT NULL,
  PRIMARY KEY (list, month)
);
COMMENT ON TABLE mirror_month IS 'months that were taken over whole';
COMMENT ON COLUMN mirror_month.list IS 'which list';
COMMENT ON COLUMN mirror_month.month IS 'which month, as the other site has it';
COMMENT ON COLUMN mirror_month.version IS 'what the other site called the state that it was in';

CREATE TABLE mirror_post (
  list bigint NOT NULL REFERENCES mirror ON DELETE CASCADE,
  place text NOT NULL,
  month text NOT NULL,
  content_hash bytea NOT NULL,
  is_gone boolean NOT NULL DEFAULT false,
  PRIMARY KEY (list, place)
);
COMMENT ON TABLE mirror_post IS 'what came from the other site, so that what it changes or takes out is known here';
COMMENT ON COLUMN mirror_post.list IS 'which list';
COMMENT ON COLUMN mirror_post.place IS 'its permanent link there (Archived-At)';
COMMENT ON COLUMN mirror_post.month IS 'which month it was in';
COMMENT ON COLUMN mirror_post.content_hash IS 'of the message that was made of it here';
COMMENT ON COLUMN mirror_post.is_gone IS 'it was taken out there, and so it was here';
CREATE INDEX mirror_post_month ON mirror_post (list, month);
GRANT SELECT, INSERT, UPDATE, DELETE ON mirror, mirror_month, mirror_post TO colporteur_engine;

CREATE FUNCTION mirror_message(p_list bigint, p_hash bytea) RETURNS bigint LANGUAGE sql STABLE SET search_path = colporteur, pg_temp AS $$
  SELECT m.id FROM message m WHERE m.content_hash = p_hash
    AND (EXISTS (SELECT FROM post p WHERE p.list = p_list AND p.message = m.id)
      OR EXISTS (SELECT FROM withdrawn_post w WHERE w.list = p_list AND w.message = m.id))
  ORDER BY m.id LIMIT 1
$$;
COMMENT ON FUNCTION mirror_message(bigint, bytea) IS 'the message of a list that has these bytes; NULL: none';

CREATE FUNCTION mirror_withdraw(p_list bigint, p_month text, p_place text) RETURNS boolean LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
-- Unless it is in another month by now. The content goes for good, as at its source: what was deleted there must not live on here.
DECLARE
  done boolean := false;
  p record;
BEGIN
  UPDATE mirror_post SET is_gone = true WHERE list = p_list AND place = p_place AND month = p_month AND NOT is_gone RETURNING * INTO p;
  IF FOUND THEN
    done := post_withdraw(p_list, mirror_message(p_list, p.content_hash), 'delete', 'withdrawn at ' || p_place);
  END IF;
  RETURN done;
END
$$;
COMMENT ON FUNCTION mirror_withdraw(bigint, text, text) IS 'take out what its source took out; false: it is out, or was never here';

CREATE FUNCTION mirror_forget(p_list bigint, p_place text) RETURNS boolean LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
-- Make room for what its source has in its place now. What was taken out here stays out: false.
DECLARE
  p record;
  gone bigint;
  the_root bigint;
BEGIN
  SELECT * INTO p FROM mirror_post WHERE list = p_list AND place = p_place;
  IF NOT FOUND THEN
    RETURN true;
  END IF;
  PERFORM thread_lock();
  gone := mirror_message(p_list, p.content_hash);
  IF NOT p.is_gone AND EXISTS (SELECT FROM withdrawn_post WHERE list = p_list AND message = gone) THEN
    RETURN false;
  END IF;
  SELECT t.root INTO the_root FROM (SELECT thread FROM post WHERE list = p_list AND message = gone
    UNION ALL SELECT thread FROM withdrawn_post WHERE list = p_list AND message = gone) x JOIN thread t ON t.id = x.thread;
  DELETE FROM post WHERE list = p_list AND message = gone;
  DELETE FROM withdrawn_post WHERE list = p_list AND message = gone;
  DELETE FROM mirror_post WHERE list = p_list AND place = p_place;
  PERFORM list_thread_rebuild(ARRAY[the_root]);
  DELETE FROM message m WHERE m.id = gone
    AND NOT EXISTS (SELECT FROM post q WHERE q.message = m.id)
    AND NOT EXISTS (SELECT FROM withdrawn_post w WHERE w.message = m.id)
    AND NOT EXISTS (SELECT FROM edition e WHERE e.message = m.id)
    AND NOT EXISTS (SELECT FROM mailing g WHERE g.message = m.id);
  RETURN true;
END
$$;
COMMENT ON FUNCTION mirror_forget(bigint, text) IS 'forget a message of a mirror, and that it was gone; false: it was withdrawn here';
GRANT EXECUTE ON FUNCTION mirror_message(bigint, bytea), mirror_withdraw(bigint, text, text), mirror_forget(bigint, text) TO colporteur_engine;

-- --- what a site tells who mirrors it ---

CREATE FUNCTION site.month_versions(p_list text, p_zone text, p_from bigint, p_to bigint)
  RETURNS TABLE (year int, month int, posts int, version text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
#variable_conflict use_column
BEGIN RETURN QUERY
  SELECT extract(year FROM x.month)::int, extract(month FROM x.month)::int, count(*)::int,
         md5(string_agg(concat_ws(' ', x.list, x.message, x.post), ',' ORDER BY x.date, x.id))
  FROM (SELECT date_trunc('month', p.date AT TIME ZONE p_zone) AS month, p.date, m.id,
               l.xmin AS list, m.xmin AS message, p.xmin AS post
        FROM list l JOIN post p ON p.list = l.id JOIN message m ON m.id = p.message
        WHERE l.name = p_list AND l.is_public AND p.date >= at_us(p_from) AND p.date < at_us(p_to)) x
  GROUP BY x.month ORDER BY x.month DESC;
END
$$;
COMMENT ON FUNCTION site.month_versions(text, text, bigint, bigint) IS
  'months of a public list in a time zone, newest first, of the posts between two moments, and what tells whether a post of each was added, changed or taken out';

CREATE FUNCTION site.list_version(p_list text) RETURNS text
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
BEGIN
  RETURN (SELECT concat_ws(' ', l.xmin, (SELECT max(lt.changed_at) FROM list_thread lt WHERE lt.list = l.id),
                                (SELECT max(w.at) FROM withdrawn_post w WHERE w.list = l.id))
          FROM list l WHERE l.name = p_list AND l.is_public);
END
$$;
COMMENT ON FUNCTION site.list_version(text) IS 'what tells whether anything of a public list changed; NULL: there is none';
CREATE INDEX list_thread_changed ON list_thread (list, changed_at);
COMMENT ON INDEX list_thread_changed IS 'when a list changed last is its end';

CREATE FUNCTION site.post_ties(p_list text, p_messages bigint[])
  RETURNS TABLE (message bigint, refers_to text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
#variable_conflict use_column
BEGIN
  -- Most archives were never corrected.
  IF NOT EXISTS (SELECT FROM thread_edit) THEN
    RETURN;
  END IF;
  -- A join is said by the one message that was joined to the other, and is no answer where that has
  -- a parent: so it comes first.
  RETURN QUERY
    SELECT x.id, array_to_string(x.joined || x.ties[2:1 + x.n], E'\n')
    FROM (SELECT m.id, m.refers_to, e.joined, thread_links(m.message_id, m.refers_to) AS ties,
                 cardinality(thread_links(m.message_id, m.refers_to)) - 1
                   - (SELECT count(*) FROM thread_edit t WHERE t.kind = 'join' AND m.message_id IN (t.message_id, t.other))::int AS n
          FROM post p JOIN list l ON l.id = p.list AND l.is_public JOIN message m ON m.id = p.message
          CROSS JOIN LATERAL (SELECT ARRAY(SELECT t.other FROM thread_edit t WHERE t.kind = 'join' AND t.message_id = m.message_id ORDER BY 1) AS joined) e
          WHERE l.name = p_list AND p.message = ANY (p_messages)) x
    WHERE (x.joined || x.ties[2:1 + x.n]) IS DISTINCT FROM x.refers_to;
END
$$;
COMMENT ON FUNCTION site.post_ties(text, bigint[]) IS
  'of those messages whose thread a coordinator corrected, the Message-IDs that make the thread as it is now, nearest last, one a line';

REVOKE EXECUTE ON FUNCTION site.month_versions(text, text, bigint, bigint), site.list_version(text), site.post_ties(text, bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION site.month_versions(text, text, bigint, bigint), site.list_version(text), site.post_ties(text, bigint[]) TO colporteur_site, colporteur_engine;
