-- SPDX-License-Identifier: GPL-3.0-or-later
-- What is withdrawn is gone from suggestions too, which are made anew but once a day: a name that was
-- taken out of two messages was still offered to who mistyped it.

SET LOCAL search_path = colporteur, public;

CREATE FUNCTION search_words_forget(p_was text, p_is text) RETURNS void LANGUAGE plpgsql SET search_path = colporteur, public, pg_temp AS $$
-- One at a time, and not while they are made anew.
DECLARE
  gone text[] := ARRAY(SELECT w[1] FROM regexp_matches(plain(p_was), '\m[a-z]{4,30}\M', 'g') w
                       EXCEPT SELECT w[1] FROM regexp_matches(plain(p_is), '\m[a-z]{4,30}\M', 'g') w);
BEGIN
  PERFORM pg_advisory_xact_lock(9, 0);
  DELETE FROM search_word WHERE word = ANY (gone) AND messages <= 2;
  UPDATE search_word SET messages = messages - 1 WHERE word = ANY (gone);
END
$$;
COMMENT ON FUNCTION search_words_forget(text, text) IS 'the words that a message had and has no more are words of one message less; of one alone none is suggested';

CREATE FUNCTION search_words_rewritten() RETURNS trigger LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM post WHERE message = NEW.id) THEN
    PERFORM search_words_forget(OLD.subject || ' ' || left(OLD.body, 4000), NEW.subject || ' ' || NEW.body);
  END IF;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION search_words_rewritten() IS 'what was taken out of a message is suggested no more';
CREATE TRIGGER search_words_rewritten AFTER UPDATE ON message FOR EACH ROW
  WHEN (OLD.subject <> NEW.subject OR OLD.body <> NEW.body) EXECUTE FUNCTION search_words_rewritten();

CREATE FUNCTION search_words_withdrawn() RETURNS trigger LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
BEGIN
  PERFORM search_words_forget(subject || ' ' || left(body, 4000), '') FROM message m
    WHERE m.id = NEW.message AND NOT EXISTS (SELECT FROM post p JOIN list l ON l.id = p.list WHERE p.message = m.id AND l.is_public);
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION search_words_withdrawn() IS 'a message that is out of sight suggests nothing';
CREATE TRIGGER search_words_withdrawn AFTER INSERT ON withdrawn_post FOR EACH ROW EXECUTE FUNCTION search_words_withdrawn();

REVOKE EXECUTE ON FUNCTION search_words_forget(text, text), search_words_rewritten(), search_words_withdrawn() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search_words_forget(text, text) TO colporteur_engine;
