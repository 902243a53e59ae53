-- SPDX-License-Identifier: GPL-3.0-or-later
-- What each post asks keeps its plans: a function in SQL that is not drawn into its query is planned
-- anew at each call.

SET LOCAL search_path = colporteur, public;

CREATE OR REPLACE FUNCTION list_reach(p_list bigint) RETURNS TABLE (list bigint, distance int) LANGUAGE plpgsql STABLE ROWS 2
  SET search_path = colporteur, pg_temp AS $$
#variable_conflict use_column
-- Down from where something is posted, and up as long as posts go up, not down again to neighbours.
-- A closed list is left out; what is below it is not.
BEGIN
  RETURN QUERY
    WITH RECURSIVE tree (id, parent, posts_up, closed_at, distance, direction) AS (
      SELECT l.id, l.parent, l.posts_up, NULL::timestamptz, 0, 0 FROM list l WHERE l.id = p_list
      UNION ALL
      SELECT next.* FROM tree t CROSS JOIN LATERAL (
        SELECT l.id, l.parent, l.posts_up, l.closed_at, t.distance + 1, -1 FROM list l WHERE l.parent = t.id AND t.direction <= 0
        UNION ALL
        SELECT l.id, l.parent, l.posts_up, l.closed_at, t.distance + 1, 1 FROM list l WHERE l.id = t.parent AND t.posts_up AND t.direction >= 0
      ) next
      WHERE t.distance < list_levels()
    )
    SELECT id, distance FROM tree WHERE closed_at IS NULL;
END
$$;

CREATE OR REPLACE FUNCTION topic_strangers(p_list bigint, p_message bigint) RETURNS TABLE (list bigint, subscriber bigint) LANGUAGE plpgsql STABLE ROWS 100
  SET search_path = colporteur, pg_temp AS $$
#variable_conflict use_column
-- Without topics the answer is known before anybody is looked at. Who wrote in the thread gets it.
BEGIN
  RETURN QUERY
    WITH wanted AS MATERIALIZED (
      SELECT DISTINCT c.ancestor FROM post_topic t JOIN interest_closure c ON c.descendant = t.interest WHERE t.list = p_list AND t.message = p_message
    )
    SELECT s.list, s.subscriber FROM subscription_topic s LEFT JOIN wanted w ON w.ancestor = s.interest
    WHERE (SELECT count(*) FROM wanted) > 0 AND s.list IN (SELECT r.list FROM list_reach(p_list) r)
      AND s.subscriber NOT IN (
        SELECT o.subscriber FROM post p JOIN thread h ON h.id = p.thread JOIN thread all_of ON all_of.root = h.root
        JOIN post o ON o.thread = all_of.id AND o.list = p_list
        WHERE p.list = p_list AND p.message = p_message AND o.subscriber IS NOT NULL)
    GROUP BY s.list, s.subscriber HAVING count(w.ancestor) = 0;
END
$$;

CREATE OR REPLACE FUNCTION post_had(p_list bigint, p_message bigint) RETURNS SETOF bigint LANGUAGE plpgsql STABLE ROWS 10
  SET search_path = colporteur, pg_temp AS $$
#variable_conflict use_column
-- A digest has a post after its own mailing was begun.
BEGIN
  RETURN QUERY
    WITH issue AS MATERIALIZED (
      SELECT m.id, m.list FROM mailing m JOIN list_reach(p_list) r ON r.list = m.list
      WHERE m.kind = 'post' AND m.message = p_message AND m.state <> 'cancelled'
    )
    SELECT d.recipient FROM issue i JOIN delivery d ON d.mailing = i.id
    UNION
    SELECT w.subscriber FROM issue i JOIN digest_wait w ON w.list = i.list AND w.message = p_message
    UNION
    SELECT d.recipient FROM (SELECT list, min(id) AS first FROM issue GROUP BY list) i
      JOIN mailing m ON m.kind = 'digest' AND m.list = i.list AND m.id > i.first AND m.posts @> ARRAY[p_message]
      JOIN delivery d ON d.mailing = m.id;
END
$$;

CREATE OR REPLACE FUNCTION post_readers(p_list bigint, p_message bigint) RETURNS TABLE (subscriber bigint, list bigint, delivery text) LANGUAGE plpgsql STABLE ROWS 1000
  SET search_path = colporteur, pg_temp AS $$
#variable_conflict use_column
-- Whoever is on the list itself, or left it, gets what is posted there as they said there; others
-- through the nearest of the lists it reaches on which they get mail.
BEGIN
  RETURN QUERY
    WITH reach AS MATERIALIZED (
      SELECT * FROM list_reach(p_list)
    ), stranger AS MATERIALIZED (
      SELECT * FROM topic_strangers(p_list, p_message)
    )
    SELECT DISTINCT ON (u.subscriber) u.subscriber, u.list, u.delivery
    FROM reach r JOIN subscription u ON u.list = r.list JOIN subscriber s ON s.id = u.subscriber
    WHERE u.state = 'confirmed' AND u.delivery <> 'none' AND NOT is_on_break(s) AND NOT is_paused(u)
      AND (r.distance = 0 OR NOT EXISTS (SELECT FROM subscription o WHERE o.list = p_list AND o.subscriber = u.subscriber AND o.state <> 'unconfirmed'))
      AND NOT EXISTS (SELECT FROM stranger x WHERE x.list = u.list AND x.subscriber = u.subscriber)
      AND NOT EXISTS (SELECT FROM bounce_score b WHERE b.list = u.list AND b.subscriber = u.subscriber AND b.state IN ('suspended', 'trying'))
      AND NOT EXISTS (SELECT FROM suppression p JOIN address a USING (address_key)
                      WHERE a.subscriber = u.subscriber AND a.is_primary AND (p.list IS NULL OR p.list = u.list))
    ORDER BY u.subscriber, r.distance, u.list;
END
$$;
