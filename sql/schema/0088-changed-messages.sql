-- SPDX-License-Identifier: GPL-3.0-or-later
-- A message that is changed changes every page that shows something of it: its thread's, and those of
-- its neighbours, which name its author. Their versions ask the thread's summary, so it is written
-- anew, in the same transaction.

SET LOCAL search_path = colporteur, public;

CREATE FUNCTION message_changed() RETURNS trigger LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
BEGIN
  UPDATE list_thread s SET posts = s.posts
  WHERE (s.list, s.thread) IN (SELECT p.list, t.root FROM changed c JOIN post p ON p.message = c.id JOIN thread t ON t.id = p.thread);
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION message_changed() IS 'marks the threads of messages that were changed, so that no kept page shows what they were';
CREATE TRIGGER message_changed AFTER UPDATE ON message REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION message_changed();
