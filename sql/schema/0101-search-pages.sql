-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the pages of a search need besides: which message was found, for its feed; and words to
-- suggest that are gathered anew each day, while people search.

SET LOCAL search_path = colporteur, public;

DROP FUNCTION site.search(text, text, text, text, bigint, bigint, boolean, text, text, boolean, int, int);
DROP FUNCTION search_page(boolean, text, text, text, text, timestamptz, timestamptz, boolean, text, text, boolean, int, int);
CREATE FUNCTION search_page(p_public boolean, p_words text, p_subject text, p_from text, p_list text, p_after timestamptz, p_before timestamptz,
                            p_attachment boolean, p_territory text, p_interest text, p_newest boolean, p_skip int, p_count int)
  RETURNS TABLE (list_name text, list_title text, language text, message bigint, message_id text, link text, subject text, from_name text,
                 date timestamptz, changed_at timestamptz, snippet text)
  LANGUAGE plpgsql STABLE SET search_path = colporteur, pg_temp AS $$
#variable_conflict use_column
-- Best first: the best of the newest 200. A word that half of the archive has costs no more than a
-- rare one to rank, and what ranks below 200 newer ones nobody turns to.
DECLARE
  q tsquery := search_query(concat_ws(' ', p_words, p_subject));
  most int := CASE WHEN p_newest THEN least(p_skip, 2000) + least(p_count, 100) ELSE 200 END;
BEGIN
  RETURN QUERY
    WITH found AS MATERIALIZED (
      SELECT f.id, f.date, f.list
      FROM search_found(lists_searched(p_public, p_list, p_territory, p_interest), p_words, p_subject, p_from, p_after, p_before, p_attachment, most) f
    ), best AS MATERIALIZED (
      SELECT f.*, CASE WHEN p_newest OR coalesce(numnode(q), 0) = 0 THEN 0 ELSE ts_rank(m.search, q) END AS rank
      FROM found f JOIN message m ON m.id = f.id
      ORDER BY rank DESC, f.date DESC, f.id DESC OFFSET p_skip LIMIT least(p_count, 100)
    )
    SELECT l.name, l.title, l.language, m.id, m.message_id, m.link, m.subject, m.from_name, b.date, m.changed_at, search_snippet(m.body, q)
    FROM best b JOIN message m ON m.id = b.id JOIN list l ON l.id = b.list
    ORDER BY b.rank DESC, b.date DESC, b.id DESC;
END
$$;
COMMENT ON FUNCTION search_page(boolean, text, text, text, text, timestamptz, timestamptz, boolean, text, text, boolean, int, int) IS
  'a page of what matches words and fields (NULL: any), newest or best first';

-- Asked for each page, they are in PL/pgSQL: a function in SQL is planned each time.
CREATE FUNCTION site.search(p_words text, p_subject text, p_from text, p_list text, p_after bigint, p_before bigint, p_attachment boolean,
                            p_territory text, p_interest text, p_newest boolean, p_skip int, p_count int)
  RETURNS TABLE (list_name text, list_title text, language text, message bigint, message_id text, link text, subject text, from_name text,
                 date timestamptz, changed_at timestamptz, snippet text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
BEGIN
  RETURN QUERY SELECT * FROM search_page(true, p_words, p_subject, p_from, p_list, at_us(nullif(p_after, 0)), at_us(nullif(p_before, 0)),
                                         p_attachment, p_territory, p_interest, p_newest, p_skip, p_count);
END
$$;
COMMENT ON FUNCTION site.search(text, text, text, text, bigint, bigint, boolean, text, text, boolean, int, int) IS
  'messages of public lists that match words and fields (NULL, or 0: any), newest or best first';
REVOKE EXECUTE ON FUNCTION site.search(text, text, text, text, bigint, bigint, boolean, text, text, boolean, int, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION site.search(text, text, text, text, bigint, bigint, boolean, text, text, boolean, int, int) TO colporteur_site, colporteur_engine;
GRANT EXECUTE ON FUNCTION search_page(boolean, text, text, text, text, timestamptz, timestamptz, boolean, text, text, boolean, int, int) TO colporteur_engine;

CREATE TABLE search_refresh (
  at timestamptz NOT NULL
);
COMMENT ON TABLE search_refresh IS 'one row: when the words that are suggested were gathered last';
COMMENT ON COLUMN search_refresh.at IS 'when';
CREATE UNIQUE INDEX search_refresh_one ON search_refresh ((true));
INSERT INTO search_refresh VALUES ('-infinity');
GRANT SELECT, UPDATE ON search_refresh TO colporteur_engine;

CREATE OR REPLACE FUNCTION search_words_refresh() RETURNS bigint LANGUAGE plpgsql SET search_path = colporteur, public, pg_temp AS $$
-- Of the newest 20,000 public messages: what is written today is what is searched for. Readers have
-- the words of yesterday until it is done.
DECLARE
  n bigint;
BEGIN
  UPDATE search_refresh SET at = the_time();
  DELETE FROM search_word;
  INSERT INTO search_word (word, messages)
    SELECT word, count(*) FROM (
      SELECT m.id, m.subject || ' ' || left(m.body, 4000) AS text FROM message m
      WHERE EXISTS (SELECT FROM post p JOIN list l ON l.id = p.list WHERE p.message = m.id AND l.is_public)
      ORDER BY m.date DESC LIMIT 20000) t,
    LATERAL (SELECT DISTINCT w[1] AS word FROM regexp_matches(plain(t.text), '\m[a-z]{4,30}\M', 'g') w) words
    GROUP BY word HAVING count(*) > 1;
  GET DIAGNOSTICS n = ROW_COUNT;
  RETURN n;
END
$$;
CREATE FUNCTION search_words_due() RETURNS bigint LANGUAGE plpgsql SET search_path = colporteur, public, pg_temp AS $$
-- Of many clocks one does it.
BEGIN
  IF EXISTS (SELECT FROM search_refresh WHERE at > the_time() - interval '1 day') OR NOT pg_try_advisory_xact_lock(9, 0) THEN
    RETURN NULL;
  END IF;
  RETURN search_words_refresh();
END
$$;
COMMENT ON FUNCTION search_words_due() IS 'search_words_refresh() once a day; NULL: not yet';
GRANT EXECUTE ON FUNCTION search_words_due() TO colporteur_engine;
