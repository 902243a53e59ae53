-- SPDX-License-Identifier: GPL-3.0-or-later
-- What is withdrawn is gone from suggestions too, which are made anew but once a day: a name that was
-- taken out of two messages was still offered to who mistyped it.

SET LOCAL search_path = colporteur, public;

CREATE TABLE search_again (
  at timestamptz NOT NULL DEFAULT the_time()
);
COMMENT ON TABLE search_again IS 'rows: since the words that are suggested were gathered, or while they were, something went that some of them may be of';
COMMENT ON COLUMN search_again.at IS 'when';
GRANT SELECT, INSERT, DELETE ON search_again TO colporteur_engine;

CREATE FUNCTION search_words_forget(p_was text, p_is text) RETURNS void LANGUAGE plpgsql SET search_path = colporteur, public, pg_temp AS $$
-- One at a time. While they are made anew nobody waits, who may hold up all mail: they are made once more.
DECLARE
  gone text[] := ARRAY(SELECT w[1] FROM regexp_matches(plain(p_was), '\m[a-z]{4,30}\M', 'g') w
                       EXCEPT SELECT w[1] FROM regexp_matches(plain(p_is), '\m[a-z]{4,30}\M', 'g') w);
BEGIN
  IF NOT pg_try_advisory_xact_lock(9, 0) THEN
    INSERT INTO search_again DEFAULT VALUES;
    RETURN;
  END IF;
  DELETE FROM search_word WHERE word = ANY (gone) AND messages <= 2;
  UPDATE search_word SET messages = messages - 1 WHERE word = ANY (gone);
END
$$;
COMMENT ON FUNCTION search_words_forget(text, text) IS 'the words that a message had and has no more are words of one message less; of one alone none is suggested';

CREATE FUNCTION search_words_rewritten() RETURNS trigger LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM post p JOIN list l ON l.id = p.list WHERE p.message = NEW.id AND l.is_public) THEN
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

CREATE FUNCTION search_words_unlisted() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
BEGIN
  INSERT INTO search_again DEFAULT VALUES;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION search_words_unlisted() IS 'of a list that strangers see no more they are suggested no words for long';
CREATE TRIGGER search_words_unlisted AFTER UPDATE OF is_public ON list FOR EACH ROW
  WHEN (OLD.is_public AND NOT NEW.is_public) EXECUTE FUNCTION search_words_unlisted();
CREATE TRIGGER search_words_gone AFTER DELETE ON list FOR EACH ROW WHEN (OLD.is_public) EXECUTE FUNCTION search_words_unlisted();

CREATE OR REPLACE FUNCTION search_words_due() RETURNS bigint LANGUAGE plpgsql SET search_path = colporteur, public, pg_temp AS $$
-- Of many clocks one does it.
BEGIN
  IF EXISTS (SELECT FROM search_refresh WHERE at > the_time() - interval '1 day') AND NOT EXISTS (SELECT FROM search_again)
     OR NOT pg_try_advisory_xact_lock(9, 0) THEN
    RETURN NULL;
  END IF;
  DELETE FROM search_again;
  RETURN search_words_refresh();
END
$$;

REVOKE EXECUTE ON FUNCTION search_words_forget(text, text), search_words_rewritten(), search_words_withdrawn(), search_words_unlisted() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search_words_forget(text, text) TO colporteur_engine;
