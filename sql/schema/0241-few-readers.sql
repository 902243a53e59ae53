-- SPDX-License-Identifier: GPL-3.0-or-later
-- What a post to a small list costs: its readers are looked up by a plan that is kept, and topics are
-- asked for only where a list has some. To plan for the few readers of each post anew took longer
-- than to find them.

SET LOCAL search_path = colporteur, public;

CREATE FUNCTION post_reader_rows(p_list bigint, p_message bigint, p_lists bigint[], p_distances int[])
  RETURNS TABLE (subscriber bigint, list bigint, delivery text, distance int) LANGUAGE sql STABLE ROWS 1000 AS $$
-- Becomes part of the statement that asks, so that it is planned for whom that is about.
  SELECT u.subscriber, u.list, u.delivery, r.distance
  FROM subscription u JOIN unnest(p_lists, p_distances) r(list, distance) ON r.list = u.list JOIN subscriber s ON s.id = u.subscriber
  WHERE u.list = ANY (p_lists) AND u.state = 'confirmed' AND u.delivery <> 'none' AND NOT is_on_break(s) AND NOT is_paused(u)
    AND (r.distance = 0 OR NOT EXISTS (SELECT FROM subscription o WHERE o.list = p_list AND o.subscriber = u.subscriber AND o.state <> 'unconfirmed'))
    AND NOT EXISTS (SELECT FROM topic_strangers(p_list, p_message) x WHERE x.list = u.list AND x.subscriber = u.subscriber)
    AND NOT EXISTS (SELECT FROM bounce_score b WHERE b.list = u.list AND b.subscriber = u.subscriber AND b.state IN ('suspended', 'trying'))
    AND NOT EXISTS (SELECT FROM suppression p JOIN address a USING (address_key)
                    WHERE a.subscriber = u.subscriber AND a.is_primary AND (p.list IS NULL OR p.list = u.list))
$$;
COMMENT ON FUNCTION post_reader_rows(bigint, bigint, bigint[], int[]) IS 'who gets a post, once for each list of those it reaches through which they do';
GRANT EXECUTE ON FUNCTION post_reader_rows(bigint, bigint, bigint[], int[]) TO colporteur_engine;

CREATE OR REPLACE FUNCTION post_readers(p_list bigint, p_message bigint) RETURNS TABLE (subscriber bigint, list bigint, delivery text)
  LANGUAGE plpgsql STABLE ROWS 1000 SET search_path = colporteur, pg_temp SET plan_cache_mode = force_generic_plan SET jit = off AS $$
#variable_conflict use_column
-- Whoever is on the list itself, or left it, gets what is posted there as they said there; others
-- through the nearest of the lists it reaches on which they get mail. A few are looked up, by a plan
-- that is made once. For many it is made for these very lists; that ends with this function.
DECLARE
  few CONSTANT int := 200;
  lists bigint[];
  distances int[];
  people bigint[];
BEGIN
  SELECT array_agg(r.list), array_agg(r.distance) INTO lists, distances FROM list_reach(p_list) r;
  people := ARRAY(SELECT DISTINCT u.subscriber FROM unnest(lists) l CROSS JOIN LATERAL (
    SELECT s.subscriber FROM subscription s WHERE s.list = l LIMIT few) u);
  IF cardinality(people) < few THEN
    RETURN QUERY
      SELECT DISTINCT ON (w.subscriber) w.subscriber, w.list, w.delivery
      FROM unnest(people) who JOIN post_reader_rows(p_list, p_message, lists, distances) w ON w.subscriber = who
      ORDER BY w.subscriber, w.distance, w.list;
    RETURN;
  END IF;
  PERFORM set_config('plan_cache_mode', 'force_custom_plan', true);
  RETURN QUERY
    SELECT DISTINCT ON (w.subscriber) w.subscriber, w.list, w.delivery
    FROM post_reader_rows(p_list, p_message, lists, distances) w
    ORDER BY w.subscriber, w.distance, w.list;
END
$$;

CREATE OR REPLACE FUNCTION post_topics_take(p_list bigint, p_message bigint, p_words text[], p_given bigint[]) RETURNS void LANGUAGE plpgsql
  SET search_path = colporteur, pg_temp AS $$
-- What a moderator gives goes before what the mail names, and that before what its thread is about:
-- both are among the topics of the list, or were.
DECLARE
  topics bigint[] := p_given;
BEGIN
  IF cardinality(topics) = 0 AND cardinality(p_words) > 0 AND EXISTS (SELECT FROM list_interest WHERE list = p_list) THEN
    topics := ARRAY(SELECT DISTINCT interest FROM topics_named(p_list, p_words));
  END IF;
  IF cardinality(topics) = 0 AND EXISTS (SELECT FROM post_topic WHERE list = p_list) THEN
    topics := ARRAY(SELECT DISTINCT t.interest
      FROM post p JOIN thread h ON h.id = p.thread JOIN thread all_of ON all_of.root = h.root
      JOIN post o ON o.thread = all_of.id AND o.list = p_list
      JOIN post_topic t ON t.list = p_list AND t.message = o.message
      WHERE p.list = p_list AND p.message = p_message);
  END IF;
  IF cardinality(topics) > 0 THEN
    INSERT INTO post_topic (list, message, interest) SELECT p_list, p_message, unnest(topics) ON CONFLICT DO NOTHING;
  END IF;
END
$$;
