-- SPDX-License-Identifier: GPL-3.0-or-later
-- Withdrawing: a post hidden, deleted, or without a name or a part. Each is one function, so that
-- it is done whole, and audited with its reason.

SET LOCAL search_path = colporteur, public;

CREATE FUNCTION audit_archive(p_what text, p_list bigint, p_before jsonb, p_after jsonb) RETURNS void
  LANGUAGE sql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
  INSERT INTO audit (actor, what, object, name, before, after)
    SELECT coalesce(nullif(current_setting('colporteur.actor', true), ''), 'nobody'), p_what, 'message',
           (SELECT name FROM list WHERE id = p_list), p_before, p_after;
$$;
COMMENT ON FUNCTION audit_archive(text, bigint, jsonb, jsonb) IS 'one line of the audit log about the archive';

CREATE FUNCTION post_find(p_list bigint, p_link text) RETURNS bigint LANGUAGE sql STABLE SET search_path = colporteur, pg_temp AS $$
  SELECT m.id FROM message m
  WHERE (m.link = p_link OR (m.message_id = p_link AND m.link <> p_link))
    AND (EXISTS (SELECT FROM post p WHERE p.message = m.id AND p.list = p_list)
      OR EXISTS (SELECT FROM withdrawn_post w WHERE w.message = m.id AND w.list = p_list))
  ORDER BY m.link = p_link DESC, m.id LIMIT 1
$$;
COMMENT ON FUNCTION post_find(bigint, text) IS 'the message of a list at a permanent link, or with that Message-ID; NULL: none';

CREATE FUNCTION post_withdraw(p_list bigint, p_message bigint, p_what text, p_reason text) RETURNS boolean LANGUAGE plpgsql
  SET search_path = colporteur, pg_temp AS $$
-- Hide or delete; false when there was nothing to do. What was hidden can still be deleted.
DECLARE
  the_root bigint;
BEGIN
  PERFORM thread_lock();
  WITH gone AS (DELETE FROM post WHERE list = p_list AND message = p_message RETURNING *)
    INSERT INTO withdrawn_post (list, message, what, thread, subscriber, date, accepted_at, reason)
    SELECT list, message, p_what, thread, subscriber, date, accepted_at, p_reason FROM gone;
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
COMMENT ON FUNCTION post_withdraw(bigint, bigint, text, text) IS 'take a post out of the archive';

CREATE FUNCTION post_restore(p_list bigint, p_message bigint) RETURNS boolean LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
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
  SELECT t.root INTO the_root FROM post p JOIN thread t ON t.id = p.thread WHERE p.list = p_list AND p.message = p_message;
  PERFORM list_thread_rebuild(ARRAY[the_root]);
  RETURN true;
END
$$;
COMMENT ON FUNCTION post_restore(bigint, bigint) IS 'show a hidden post again';

-- --- threads by hand ---

CREATE FUNCTION thread_root_of(p_message_id text) RETURNS bigint LANGUAGE sql STABLE SET search_path = colporteur, pg_temp
  AS 'SELECT t.root FROM thread_node n JOIN thread t ON t.id = n.thread WHERE n.message_id = p_message_id';
COMMENT ON FUNCTION thread_root_of(text) IS 'the root thread of a Message-ID; NULL: it was never seen';

CREATE FUNCTION thread_split(p_message_id text, p_reason text) RETURNS boolean LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
BEGIN
  PERFORM thread_lock();
  DELETE FROM thread_edit WHERE kind = 'join' AND (message_id = p_message_id OR other = p_message_id);
  INSERT INTO thread_edit (kind, message_id, reason) VALUES ('split', p_message_id, p_reason) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  PERFORM threads_rebuild(ARRAY[thread_root_of(p_message_id)]);
  RETURN true;
END
$$;
COMMENT ON FUNCTION thread_split(text, text) IS 'let a thread begin with a message that refers to others; false: it does';

CREATE FUNCTION thread_unite(p_message_id text, p_other text, p_reason text) RETURNS boolean LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
-- What was split is joined again by forgetting the split.
DECLARE
  roots bigint[];
BEGIN
  PERFORM thread_lock();
  roots := ARRAY(SELECT DISTINCT r FROM unnest(ARRAY[thread_root_of(p_message_id), thread_root_of(p_other)]) r WHERE r IS NOT NULL);
  DELETE FROM thread_edit WHERE kind = 'split' AND message_id IN (p_message_id, p_other);
  PERFORM threads_rebuild(roots);
  IF thread_root_of(p_message_id) = thread_root_of(p_other) THEN
    RETURN cardinality(roots) > 1;
  END IF;
  INSERT INTO thread_edit (kind, message_id, other, reason) VALUES ('join', p_message_id, p_other, p_reason) ON CONFLICT DO NOTHING;
  PERFORM thread_of(ARRAY[p_message_id, p_other]);
  RETURN true;
END
$$;
COMMENT ON FUNCTION thread_unite(text, text, text) IS 'let two messages be in one thread; false: they are';

GRANT EXECUTE ON FUNCTION audit_archive(text, bigint, jsonb, jsonb), post_find(bigint, text), post_withdraw(bigint, bigint, text, text),
  post_restore(bigint, bigint), thread_root_of(text), thread_split(text, text), thread_unite(text, text, text) TO colporteur_engine;
