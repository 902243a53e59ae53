-- SPDX-License-Identifier: GPL-3.0-or-later
-- What mails that are kept together cost the server: each row asked for its list and its author by two
-- foreign keys, and its print for its list again. One lock for the lists and one for the authors of all
-- holds the same off: whoever deletes one waits until they are kept, and then takes them along, by a
-- trigger, as the keys did. Whose list or author was deleted before is not kept, without an error that
-- undoes those beside it. Rows of both tables come from here, from list-print-add, which locks likewise,
-- and from nowhere else.
-- And a mail that fits on a page, compressed, is kept there, not in pieces elsewhere: it is read once.

SET LOCAL search_path = colporteur, public;

ALTER TABLE intake DROP CONSTRAINT intake_list_fkey, DROP CONSTRAINT intake_subscriber_fkey;
ALTER TABLE post_print DROP CONSTRAINT post_print_list_fkey;
ALTER TABLE intake ALTER COLUMN raw SET STORAGE MAIN;
COMMENT ON COLUMN intake.list IS 'which list it is for; what waits goes with it';

CREATE FUNCTION list_intake_forget() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
BEGIN
  DELETE FROM intake WHERE list = OLD.id;
  DELETE FROM post_print WHERE list = OLD.id;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION list_intake_forget() IS 'a list takes along what waits to be filed on it, and what mails on it are known again by';
CREATE TRIGGER list_intake_forget AFTER DELETE ON list FOR EACH ROW EXECUTE FUNCTION list_intake_forget();

CREATE FUNCTION subscriber_intake_forget() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
BEGIN
  DELETE FROM intake WHERE subscriber = OLD.id;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION subscriber_intake_forget() IS 'a subscriber takes along what they wrote and what waits to be filed';
CREATE TRIGGER subscriber_intake_forget AFTER DELETE ON subscriber FOR EACH ROW EXECUTE FUNCTION subscriber_intake_forget();

CREATE OR REPLACE FUNCTION posts_meet(p_lists bigint[], p_versions text[], p_keys text[], p_message_ids text[], p_prints bytea[], p_raws bytea[], p_takes bigint[],
                           p_patterns text[], p_pattern_of int[], p_refers_to text[], p_refers_of int[], p_most_posts int)
  RETURNS TABLE (subscriber bigint, state text, posting text, posts bigint, is_owner boolean, is_moderator boolean,
                 banned boolean, same boolean, repeated boolean, is_reply boolean, as_known boolean, taken boolean)
  LANGUAGE plpgsql SET search_path = colporteur, pg_temp SET plan_cache_mode = force_generic_plan
  SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
#variable_conflict use_column
BEGIN
  -- The same lock as list-post-lock and posts_take: what is answered stays true until all is kept.
  -- In one order, so that no two who take several wait for each other.
  PERFORM pg_advisory_xact_lock(k.key)
  FROM (SELECT DISTINCT hashtextextended(g.message_id, -1 - g.list) AS key FROM unnest(p_lists, p_message_ids) g(list, message_id) ORDER BY 1) k;
  -- In place of foreign keys: no list is deleted from here on, nor below the authors of what is kept.
  PERFORM FROM list l WHERE l.id = ANY (p_lists) ORDER BY l.id FOR KEY SHARE;
  RETURN QUERY
  WITH known AS MATERIALIZED (
    -- As post_facts.
    SELECT g.mail, g.list, g.message_id, g.print, g.takes, coalesce(a.subscriber, 0) AS subscriber,
           coalesce(NULLIF(s.state, 'unconfirmed'), r.state, s.state, 'none') AS state, coalesce(s.posting, r.posting, 'rules') AS posting,
           CASE WHEN p_most_posts = 0 THEN 0 ELSE
             (SELECT count(*) FROM (SELECT FROM post p WHERE p.list = g.list AND p.subscriber = a.subscriber
                                    UNION ALL SELECT FROM intake i WHERE i.list = g.list AND i.subscriber = a.subscriber LIMIT p_most_posts) own) END AS posts,
           EXISTS (SELECT FROM list_role o WHERE o.list = g.list AND o.role = 'owner' AND lower(o.address) = g.key OFFSET 0) AS is_owner,
           EXISTS (SELECT FROM list_role o WHERE o.list = g.list AND o.role = 'moderator' AND lower(o.address) = g.key OFFSET 0) AS is_moderator,
           EXISTS (SELECT FROM unnest(p_patterns, p_pattern_of) w(pattern, mail) JOIN ban b ON b.pattern = w.pattern AND (b.list = g.list OR b.list IS NULL)
                   WHERE w.mail = g.mail OFFSET 0) AS banned,
           EXISTS (SELECT FROM intake i WHERE i.list = g.list AND i.message_id = g.message_id OFFSET 0)
             OR EXISTS (SELECT FROM message m WHERE m.message_id = g.message_id
                        AND EXISTS (SELECT FROM post p WHERE p.message = m.id AND p.list = g.list OFFSET 0) OFFSET 0) AS same,
           EXISTS (SELECT FROM post_print t WHERE t.list = g.list AND t.print = g.print OFFSET 0) AS repeated,
           EXISTS (SELECT FROM unnest(p_refers_to, p_refers_of) w(message_id, mail)
                   WHERE w.mail = g.mail
                     AND (EXISTS (SELECT FROM intake i WHERE i.list = g.list AND i.message_id = w.message_id OFFSET 0)
                          OR EXISTS (SELECT FROM message m WHERE m.message_id = w.message_id
                                     AND EXISTS (SELECT FROM post p WHERE p.message = m.id AND p.list = g.list OFFSET 0) OFFSET 0)) OFFSET 0) AS is_reply,
           EXISTS (SELECT FROM list l WHERE l.id = g.list AND l.xmin = g.version::xid OFFSET 0) AS as_known
    FROM unnest(p_lists, p_versions, p_keys, p_message_ids, p_prints, p_takes) WITH ORDINALITY g(list, version, key, message_id, print, takes, mail)
    LEFT JOIN address a ON a.address_key = NULLIF(g.key, '')
    LEFT JOIN subscription s ON s.subscriber = a.subscriber AND s.list = g.list
    LEFT JOIN LATERAL (
      SELECT u.state, CASE WHEN bool_or(u.posting = 'muted') OVER () THEN 'muted' WHEN bool_or(u.posting = 'watched') OVER () THEN 'watched' END AS posting
      FROM list_reach(g.list) t JOIN subscription u ON u.list = t.list AND u.subscriber = a.subscriber AND u.state = 'confirmed'
      WHERE t.distance > 0 AND coalesce(s.state, 'unconfirmed') = 'unconfirmed' AND (SELECT l.reached_post FROM list l WHERE l.id = g.list)
      LIMIT 1
    ) r ON true
  ), wanted AS MATERIALIZED (
    SELECT k.mail, k.list, k.message_id, k.print, k.subscriber FROM known k
    WHERE k.as_known AND NOT (k.banned OR k.same OR k.repeated) AND k.posting IN ('rules', 'trusted') AND k.state IN ('confirmed', 'none')
      AND (k.takes >> ((k.state = 'confirmed')::int + 2 * (k.posting = 'trusted')::int + 4 * k.is_owner::int + 8 * k.is_moderator::int
                       + 16 * k.is_reply::int)) & 1 = 1
      AND NOT EXISTS (SELECT FROM known b WHERE b.mail < k.mail AND b.list = k.list AND (b.message_id = k.message_id OR b.print = k.print))
  ), authors AS MATERIALIZED (
    SELECT s.id FROM subscriber s WHERE s.id = ANY (ARRAY(SELECT DISTINCT w.subscriber FROM wanted w WHERE w.subscriber <> 0)) ORDER BY s.id FOR KEY SHARE
  ), fresh AS MATERIALIZED (
    SELECT * FROM wanted w WHERE w.subscriber = 0 OR EXISTS (SELECT FROM authors a WHERE a.id = w.subscriber)
  ), printed AS (
    INSERT INTO post_print (list, print) SELECT f.list, f.print FROM fresh f WHERE f.print IS NOT NULL ORDER BY f.list, f.print
    ON CONFLICT DO NOTHING RETURNING list, print
  ), kept AS (
    INSERT INTO intake (list, subscriber, message_id, raw, distribute)
    SELECT f.list, NULLIF(f.subscriber, 0), f.message_id, p_raws[f.mail], true FROM fresh f
    WHERE f.print IS NULL OR EXISTS (SELECT FROM printed p WHERE p.list = f.list AND p.print = f.print)
    ORDER BY f.mail
    RETURNING list, message_id
  )
  SELECT k.subscriber, k.state, k.posting, k.posts, k.is_owner, k.is_moderator, k.banned, k.same, k.repeated, k.is_reply, k.as_known,
         EXISTS (SELECT FROM fresh f JOIN kept t ON t.list = f.list AND t.message_id = f.message_id WHERE f.mail = k.mail)
  FROM known k ORDER BY k.mail;
END
$$;

CREATE OR REPLACE FUNCTION posts_take(p_lists bigint[], p_subscribers bigint[], p_message_ids text[], p_prints bytea[], p_raws bytea[], p_distribute int[])
  RETURNS SETOF boolean LANGUAGE plpgsql SET search_path = colporteur, pg_temp SET plan_cache_mode = force_generic_plan
  SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
#variable_conflict use_column
BEGIN
  -- The same lock as list-post-lock: what was decided before it is true only if nothing like it came since.
  -- In one order, so that no two who take several wait for each other.
  PERFORM pg_advisory_xact_lock(k.key)
  FROM (SELECT DISTINCT hashtextextended(g.message_id, -1 - g.list) AS key FROM unnest(p_lists, p_message_ids) g(list, message_id) ORDER BY 1) k;
  -- In place of foreign keys: no list is deleted from here on, nor below the authors of what is kept.
  PERFORM FROM list l WHERE l.id = ANY (p_lists) ORDER BY l.id FOR KEY SHARE;
  RETURN QUERY
  WITH given AS MATERIALIZED (
    SELECT * FROM unnest(p_lists, p_subscribers, p_message_ids, p_prints, p_distribute) WITH ORDINALITY g(list, subscriber, message_id, print, distribute, n)
  ), wanted AS MATERIALIZED (
    SELECT * FROM given g
    WHERE NOT EXISTS (SELECT FROM given b WHERE b.n < g.n AND b.list = g.list AND (b.message_id = g.message_id OR b.print = g.print))
      AND NOT EXISTS (SELECT FROM intake i WHERE i.list = g.list AND i.message_id = g.message_id OFFSET 0)
      AND NOT EXISTS (SELECT FROM message m WHERE m.message_id = g.message_id
                      AND EXISTS (SELECT FROM post p WHERE p.message = m.id AND p.list = g.list OFFSET 0) OFFSET 0)
      AND EXISTS (SELECT FROM list l WHERE l.id = g.list OFFSET 0)
  ), authors AS MATERIALIZED (
    SELECT s.id FROM subscriber s WHERE s.id = ANY (ARRAY(SELECT DISTINCT w.subscriber FROM wanted w WHERE w.subscriber <> 0)) ORDER BY s.id FOR KEY SHARE
  ), fresh AS MATERIALIZED (
    SELECT * FROM wanted w WHERE w.subscriber = 0 OR EXISTS (SELECT FROM authors a WHERE a.id = w.subscriber)
  ), printed AS (
    INSERT INTO post_print (list, print) SELECT f.list, f.print FROM fresh f WHERE f.print IS NOT NULL ORDER BY f.list, f.print
    ON CONFLICT DO NOTHING RETURNING list, print
  ), kept AS (
    INSERT INTO intake (list, subscriber, message_id, raw, distribute)
    SELECT f.list, NULLIF(f.subscriber, 0), f.message_id, p_raws[f.n], f.distribute <> 0 FROM fresh f
    WHERE f.print IS NULL OR EXISTS (SELECT FROM printed p WHERE p.list = f.list AND p.print = f.print)
    ORDER BY f.n
    RETURNING list, message_id
  )
  SELECT EXISTS (SELECT FROM fresh f JOIN kept k ON k.list = f.list AND k.message_id = f.message_id WHERE f.n = g.n) FROM given g ORDER BY g.n;
END
$$;
