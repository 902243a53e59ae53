-- SPDX-License-Identifier: GPL-3.0-or-later
-- Posts that a moderator marks important, also after they were distributed.

SET LOCAL search_path = colporteur, public;

CREATE INDEX mailing_post ON mailing (message, list) WHERE kind = 'post';
COMMENT ON INDEX mailing_post IS 'how a post was distributed, to know who has it';

-- What is taken out of sight and shown again is what it was.
ALTER TABLE withdrawn_post ADD is_important boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN withdrawn_post.is_important IS 'as in post';

CREATE OR REPLACE FUNCTION post_withdraw(p_list bigint, p_message bigint, p_what text, p_reason text) RETURNS boolean LANGUAGE plpgsql
  SET search_path = colporteur, pg_temp AS $$
-- Hide or delete; false when there was nothing to do. What was hidden can still be deleted.
DECLARE
  the_root bigint;
BEGIN
  PERFORM thread_lock();
  WITH gone AS (DELETE FROM post WHERE list = p_list AND message = p_message RETURNING *)
    INSERT INTO withdrawn_post (list, message, what, thread, subscriber, date, accepted_at, is_important, reason)
    SELECT list, message, p_what, thread, subscriber, date, accepted_at, is_important, p_reason FROM gone;
  IF NOT FOUND THEN
    UPDATE withdrawn_post SET what = p_what, reason = p_reason, at = the_time()
      WHERE list = p_list AND message = p_message AND what = 'hide' AND p_what = 'delete';
    IF NOT FOUND THEN
      RETURN false;
    END IF;
  END IF;
  SELECT t.root INTO the_root FROM withdrawn_post w JOIN thread t ON t.id = w.thread WHERE w.list = p_list AND w.message = p_message;
  PERFORM list_thread_rebuild(ARRAY[the_root]);
  -- The content stays while another list shows it, or may show it again.
  IF p_what = 'delete' AND NOT EXISTS (SELECT FROM post WHERE message = p_message)
     AND NOT EXISTS (SELECT FROM withdrawn_post WHERE message = p_message AND what = 'hide') THEN
    UPDATE message SET raw = '', from_name = '', from_address = NULL, subject = '', body = '', html = NULL, parts = '[]',
      attachments = 0, oddities = '{}', changed_at = the_time() WHERE id = p_message;
  END IF;
  RETURN true;
END
$$;

CREATE OR REPLACE FUNCTION post_restore(p_list bigint, p_message bigint) RETURNS boolean LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
DECLARE
  the_root bigint;
BEGIN
  PERFORM thread_lock();
  WITH back AS (DELETE FROM withdrawn_post WHERE list = p_list AND message = p_message AND what = 'hide' RETURNING *)
    INSERT INTO post (list, message, thread, subscriber, date, accepted_at, is_important)
    SELECT list, message, thread, subscriber, date, accepted_at, is_important FROM back;
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

CREATE FUNCTION post_mark(p_list bigint, p_message bigint, p_important boolean) RETURNS boolean LANGUAGE plpgsql
  SET search_path = colporteur, pg_temp AS $$
-- Its row is locked until the transaction ends: of two who mark at once one distributes.
BEGIN
  UPDATE post SET is_important = p_important WHERE list = p_list AND message = p_message AND is_important <> p_important;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  PERFORM audit_archive('change', p_list,
    (SELECT jsonb_build_object('message_id', message_id, 'important', NOT p_important) FROM message WHERE id = p_message),
    (SELECT jsonb_build_object('message_id', message_id, 'important', p_important) FROM message WHERE id = p_message));
  RETURN true;
END
$$;
COMMENT ON FUNCTION post_mark(bigint, bigint, boolean) IS 'mark a post as important or not; false: it is so';

CREATE FUNCTION important_readers(p_list bigint, p_message bigint) RETURNS SETOF bigint LANGUAGE sql STABLE
  SET search_path = colporteur, pg_temp AS $$
-- A post that was never distributed, or whose ledger is folded, so that nobody knows who has it,
-- reaches nobody any more. A digest has a post after its own mailing was begun.
  WITH issue AS MATERIALIZED (
    SELECT m.id FROM mailing m WHERE m.kind = 'post' AND m.message = p_message AND m.list = p_list AND m.state <> 'cancelled'
      AND NOT EXISTS (SELECT FROM mailing o WHERE o.kind = 'post' AND o.message = p_message AND o.list = p_list AND o.folded_at IS NOT NULL)
  ), had AS MATERIALIZED (
    SELECT d.recipient FROM issue i JOIN delivery d ON d.mailing = i.id
    UNION
    SELECT w.subscriber FROM digest_wait w WHERE w.message = p_message AND w.list = p_list
    UNION
    SELECT d.recipient FROM mailing m JOIN delivery d ON d.mailing = m.id
    WHERE m.kind = 'digest' AND m.list = p_list AND m.id > (SELECT min(id) FROM issue) AND m.posts @> ARRAY[p_message]
  )
  SELECT s.id
  FROM subscription u JOIN subscriber s ON s.id = u.subscriber
  WHERE EXISTS (SELECT FROM issue)
    AND u.list = p_list AND u.state = 'confirmed' AND u.delivery = 'important' AND NOT is_on_break(s) AND NOT is_paused(u)
    AND NOT EXISTS (SELECT FROM had h WHERE h.recipient = s.id)
    AND NOT EXISTS (SELECT FROM bounce_score b WHERE b.list = u.list AND b.subscriber = s.id AND b.state IN ('suspended', 'trying'))
    AND NOT EXISTS (SELECT FROM suppression p JOIN address a USING (address_key)
                    WHERE a.subscriber = s.id AND a.is_primary AND (p.list IS NULL OR p.list = u.list))
$$;
COMMENT ON FUNCTION important_readers(bigint, bigint) IS
  'who reads the important alone and did not get a post that was distributed: whom marking it reaches';

GRANT EXECUTE ON FUNCTION post_mark(bigint, bigint, boolean), important_readers(bigint, bigint) TO colporteur_engine;
