-- SPDX-License-Identifier: GPL-3.0-or-later
-- Lists below others: what is written to a list reaches the members of those below it too.

SET LOCAL search_path = colporteur, public;

ALTER TABLE list
  ADD parent bigint REFERENCES list ON DELETE SET NULL,
  ADD posts_up boolean NOT NULL DEFAULT false,
  ADD reached_post boolean NOT NULL DEFAULT true;
COMMENT ON COLUMN list.parent IS 'the list above it: members of this one get what is posted there; NULL: none';
COMMENT ON COLUMN list.posts_up IS 'whether its own posts reach the members of the list above it, too';
COMMENT ON COLUMN list.reached_post IS 'whether whom its posts reach through another list writes to it as its members do';
CREATE INDEX list_parent ON list (parent) WHERE parent IS NOT NULL;

CREATE FUNCTION list_levels() RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 5;
COMMENT ON FUNCTION list_levels() IS 'how many lists may stand above each other: what looks along them looks no further';

CREATE FUNCTION list_tree() RETURNS trigger LANGUAGE plpgsql AS $$
-- One change of the tree at a time: two that are right each for itself could close a ring.
DECLARE
  above int;
  below int;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('list tree', 177));
  IF EXISTS (SELECT FROM list WHERE id = NEW.parent AND deleted_at IS NOT NULL) THEN
    RAISE EXCEPTION 'the list above it was deleted' USING ERRCODE = 'check_violation';
  END IF;
  WITH RECURSIVE up (list, n) AS (
    SELECT NEW.parent, 1 UNION ALL
    SELECT l.parent, n + 1 FROM up JOIN list l ON l.id = up.list WHERE l.parent IS NOT NULL AND up.list <> NEW.id AND n <= list_levels()
  ) SELECT CASE WHEN bool_or(list = NEW.id) THEN 0 ELSE max(n) END INTO above FROM up;
  IF above = 0 THEN
    RAISE EXCEPTION 'a list would be below itself' USING ERRCODE = 'check_violation', HINT = 'colporteur list list --tree shows what is below what';
  END IF;
  WITH RECURSIVE down (list, n) AS (
    SELECT NEW.id, 1 UNION ALL
    SELECT l.id, n + 1 FROM down JOIN list l ON l.parent = down.list WHERE n <= list_levels()
  ) SELECT max(n) INTO below FROM down;
  IF above + below > list_levels() THEN
    RAISE EXCEPTION 'more than % lists would stand above each other', list_levels() USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION list_tree() IS 'no list is below itself, and none too deep';
CREATE TRIGGER list_tree AFTER INSERT OR UPDATE OF parent ON list FOR EACH ROW WHEN (NEW.parent IS NOT NULL) EXECUTE FUNCTION list_tree();

CREATE FUNCTION list_reach(p_list bigint) RETURNS TABLE (list bigint, distance int) LANGUAGE plpgsql STABLE ROWS 2
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
COMMENT ON FUNCTION list_reach(bigint) IS 'the lists whose members get what is posted to one: itself first, those below it, those its posts go up to';

ALTER TABLE mailing
  ADD posted_to bigint REFERENCES list ON DELETE CASCADE,
  ADD CONSTRAINT mailing_posted_to_check CHECK (posted_to IS NULL OR kind = 'post' AND posted_to <> list);
COMMENT ON COLUMN mailing.posted_to IS 'of a post that the list''s members get because it was written to another: to which; NULL: to theirs';
CREATE INDEX mailing_posted_to ON mailing (posted_to) WHERE posted_to IS NOT NULL;

-- --- who gets a post ---

DROP FUNCTION topic_strangers(bigint, bigint);
CREATE FUNCTION topic_strangers(p_list bigint, p_message bigint) RETURNS TABLE (list bigint, subscriber bigint) LANGUAGE plpgsql STABLE ROWS 100
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
COMMENT ON FUNCTION topic_strangers(bigint, bigint) IS
  'members, of the list and of those it reaches, who take only some topics there and none of a post''s: it is not for them';

CREATE FUNCTION post_had(p_list bigint, p_message bigint) RETURNS SETOF bigint LANGUAGE plpgsql STABLE ROWS 10
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
COMMENT ON FUNCTION post_had(bigint, bigint) IS 'who has a message already, or will, through one of the lists that a post to this one reaches';

CREATE FUNCTION post_readers(p_list bigint, p_message bigint) RETURNS TABLE (subscriber bigint, list bigint, delivery text) LANGUAGE plpgsql STABLE ROWS 1000
  SET search_path = colporteur, pg_temp SET plan_cache_mode = force_custom_plan AS $$
#variable_conflict use_column
-- Whoever is on the list itself, or left it, gets what is posted there as they said there; others
-- through the nearest of the lists it reaches on which they get mail. Planned for these very lists:
-- two readers among 100,000 people are looked up, and 100,000 are not one by one.
DECLARE
  lists bigint[];
  distances int[];
BEGIN
  SELECT array_agg(r.list), array_agg(r.distance) INTO lists, distances FROM list_reach(p_list) r;
  RETURN QUERY
    WITH stranger AS MATERIALIZED (
      SELECT * FROM topic_strangers(p_list, p_message)
    )
    SELECT DISTINCT ON (u.subscriber) u.subscriber, u.list, u.delivery
    FROM subscription u JOIN unnest(lists, distances) r(list, distance) ON r.list = u.list JOIN subscriber s ON s.id = u.subscriber
    WHERE u.list = ANY (lists) AND u.state = 'confirmed' AND u.delivery <> 'none' AND NOT is_on_break(s) AND NOT is_paused(u)
      AND (r.distance = 0 OR NOT EXISTS (SELECT FROM subscription o WHERE o.list = p_list AND o.subscriber = u.subscriber AND o.state <> 'unconfirmed'))
      AND NOT EXISTS (SELECT FROM stranger x WHERE x.list = u.list AND x.subscriber = u.subscriber)
      AND NOT EXISTS (SELECT FROM bounce_score b WHERE b.list = u.list AND b.subscriber = u.subscriber AND b.state IN ('suspended', 'trying'))
      AND NOT EXISTS (SELECT FROM suppression p JOIN address a USING (address_key)
                      WHERE a.subscriber = u.subscriber AND a.is_primary AND (p.list IS NULL OR p.list = u.list))
    ORDER BY u.subscriber, r.distance, u.list;
END
$$;
COMMENT ON FUNCTION post_readers(bigint, bigint) IS 'who gets a post, each once: through which list, and how they read that';

DROP FUNCTION important_readers(bigint, bigint);
CREATE FUNCTION important_readers(p_list bigint, p_message bigint) RETURNS TABLE (list bigint, subscriber bigint) LANGUAGE sql STABLE
  SET search_path = colporteur, pg_temp AS $$
-- A post that was never distributed, or whose ledger is folded, so that nobody knows who has it,
-- reaches nobody any more.
  SELECT r.list, r.subscriber FROM post_readers(p_list, p_message) r
  WHERE r.delivery = 'important'
    AND EXISTS (SELECT FROM mailing m WHERE m.kind = 'post' AND m.message = p_message AND m.list = p_list AND m.state <> 'cancelled')
    AND NOT EXISTS (SELECT FROM mailing m WHERE m.kind = 'post' AND m.message = p_message AND coalesce(m.posted_to, m.list) = p_list AND m.folded_at IS NOT NULL)
    AND r.subscriber NOT IN (SELECT h FROM post_had(p_list, p_message) h)
$$;
COMMENT ON FUNCTION important_readers(bigint, bigint) IS 'whom a post that was marked important still has to reach, and through which list';
GRANT EXECUTE ON FUNCTION important_readers(bigint, bigint), topic_strangers(bigint, bigint) TO colporteur_engine;

-- --- a list that is no more ---

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
  -- The lists below it go on, each for itself.
  UPDATE list SET parent = NULL WHERE p_list IN (id, parent);
  -- What is on its way stops; what was delivered is history.
  UPDATE delivery d SET state = 'f', settled_at = the_time(), reply = 'the list was deleted'
    FROM mailing m WHERE m.id = d.mailing AND p_list IN (m.list, m.posted_to) AND d.state = 'q';
  IF NOT p_archive THEN
    UPDATE list SET closed_at = coalesce(closed_at, the_time()), deleted_at = the_time() WHERE id = p_list;
    RETURN;
  END IF;
  IF EXISTS (SELECT FROM edition WHERE list = p_list) THEN
    RAISE EXCEPTION 'it has editions, which have proofs and figures of their own' USING ERRCODE = 'foreign_key_violation';
  END IF;
  DELETE FROM mailing WHERE p_list IN (list, posted_to);
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
