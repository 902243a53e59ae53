-- SPDX-License-Identifier: GPL-3.0-or-later
-- Mails that are handed in at the same time are asked about, and kept, together: what a mail costs the
-- server falls with how many there are. Plans are made once a session, for whatever the tables grow to:
-- each look-up goes by an index, whoever was the first to ask, and however empty it was then. OFFSET 0
-- keeps the planner from reading a table that looked small whole, into a hash, once for each question,
-- and from going from all posts of a list to the one message.

SET LOCAL search_path = colporteur, public;

CREATE FUNCTION post_facts(p_lists bigint[], p_keys text[], p_message_ids text[], p_prints bytea[],
                           p_patterns text[], p_pattern_of int[], p_refers_to text[], p_refers_of int[], p_most_posts int)
  RETURNS TABLE (subscriber bigint, state text, posting text, posts bigint, is_owner boolean, is_moderator boolean,
                 banned boolean, same boolean, repeated boolean, is_reply boolean)
  LANGUAGE plpgsql STABLE SET search_path = colporteur, pg_temp SET plan_cache_mode = force_generic_plan
  SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT coalesce(a.subscriber, 0), coalesce(NULLIF(s.state, 'unconfirmed'), r.state, s.state, 'none'), coalesce(s.posting, r.posting, 'rules'),
         (SELECT count(*) FROM (SELECT FROM post p WHERE p.list = g.list AND p.subscriber = a.subscriber
                                UNION ALL SELECT FROM intake i WHERE i.list = g.list AND i.subscriber = a.subscriber LIMIT p_most_posts) own),
         EXISTS (SELECT FROM list_role o WHERE o.list = g.list AND o.role = 'owner' AND lower(o.address) = g.key OFFSET 0),
         EXISTS (SELECT FROM list_role o WHERE o.list = g.list AND o.role = 'moderator' AND lower(o.address) = g.key OFFSET 0),
         EXISTS (SELECT FROM unnest(p_patterns, p_pattern_of) w(pattern, mail) JOIN ban b ON b.pattern = w.pattern AND (b.list = g.list OR b.list IS NULL)
                 WHERE w.mail = g.mail OFFSET 0),
         EXISTS (SELECT FROM intake i WHERE i.list = g.list AND i.message_id = g.message_id OFFSET 0)
           OR EXISTS (SELECT FROM message m WHERE m.message_id = g.message_id
                      AND EXISTS (SELECT FROM post p WHERE p.message = m.id AND p.list = g.list OFFSET 0) OFFSET 0),
         EXISTS (SELECT FROM post_print t WHERE t.list = g.list AND t.print = g.print OFFSET 0),
         EXISTS (SELECT FROM unnest(p_refers_to, p_refers_of) w(message_id, mail)
                 WHERE w.mail = g.mail
                   AND (EXISTS (SELECT FROM intake i WHERE i.list = g.list AND i.message_id = w.message_id OFFSET 0)
                        OR EXISTS (SELECT FROM message m WHERE m.message_id = w.message_id
                                   AND EXISTS (SELECT FROM post p WHERE p.message = m.id AND p.list = g.list OFFSET 0) OFFSET 0)) OFFSET 0)
  FROM unnest(p_lists, p_keys, p_message_ids, p_prints) WITH ORDINALITY g(list, key, message_id, print, mail)
  LEFT JOIN address a ON a.address_key = NULLIF(g.key, '')
  LEFT JOIN subscription s ON s.subscriber = a.subscriber AND s.list = g.list
  LEFT JOIN LATERAL (
    SELECT u.state, CASE WHEN bool_or(u.posting = 'muted') OVER () THEN 'muted' WHEN bool_or(u.posting = 'watched') OVER () THEN 'watched' END AS posting
    FROM list_reach(g.list) t JOIN subscription u ON u.list = t.list AND u.subscriber = a.subscriber AND u.state = 'confirmed'
    WHERE t.distance > 0 AND coalesce(s.state, 'unconfirmed') = 'unconfirmed' AND (SELECT l.reached_post FROM list l WHERE l.id = g.list)
    LIMIT 1
  ) r ON true
  ORDER BY g.mail;
END
$$;
COMMENT ON FUNCTION post_facts(bigint[], text[], text[], bytea[], text[], int[], text[], int[], int) IS
  'what is known of mails to lists before anything is decided: a row each, in their order. patterns and refers_to belong to the mail whose number, from 1, stands beside them; posts are counted to p_most_posts';
GRANT EXECUTE ON FUNCTION post_facts(bigint[], text[], text[], bytea[], text[], int[], text[], int[], int) TO colporteur_engine;

DROP FUNCTION post_take(bigint, bigint, text, bytea, bytea, boolean);

CREATE FUNCTION posts_take(p_lists bigint[], p_subscribers bigint[], p_message_ids text[], p_prints bytea[], p_raws bytea[], p_distribute int[])
  RETURNS SETOF boolean LANGUAGE plpgsql SET search_path = colporteur, pg_temp SET plan_cache_mode = force_generic_plan
  SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
#variable_conflict use_column
BEGIN
  -- The same lock as list-post-lock: what was decided before it is true only if nothing like it came since.
  -- In one order, so that no two who take several wait for each other.
  PERFORM pg_advisory_xact_lock(k.key)
  FROM (SELECT DISTINCT hashtextextended(g.message_id, -1 - g.list) AS key FROM unnest(p_lists, p_message_ids) g(list, message_id) ORDER BY 1) k;
  RETURN QUERY
  WITH given AS MATERIALIZED (
    SELECT * FROM unnest(p_lists, p_subscribers, p_message_ids, p_prints, p_distribute) WITH ORDINALITY g(list, subscriber, message_id, print, distribute, n)
  ), fresh AS MATERIALIZED (
    SELECT * FROM given g
    WHERE NOT EXISTS (SELECT FROM given b WHERE b.n < g.n AND b.list = g.list AND (b.message_id = g.message_id OR b.print = g.print))
      AND NOT EXISTS (SELECT FROM intake i WHERE i.list = g.list AND i.message_id = g.message_id OFFSET 0)
      AND NOT EXISTS (SELECT FROM message m WHERE m.message_id = g.message_id
                      AND EXISTS (SELECT FROM post p WHERE p.message = m.id AND p.list = g.list OFFSET 0) OFFSET 0)
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
COMMENT ON FUNCTION posts_take(bigint[], bigint[], text[], bytea[], bytea[], int[]) IS
  'take accepted mails in, to be filed later: a row each, in their order; false, and nothing was done with it: the list has got its like meanwhile, or from one before it';
GRANT EXECUTE ON FUNCTION posts_take(bigint[], bigint[], text[], bytea[], bytea[], int[]) TO colporteur_engine;
