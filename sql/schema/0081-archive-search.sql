-- SPDX-License-Identifier: GPL-3.0-or-later
-- Finding: words, fields and lists at once; what lists are about; suggestions for a typo.

SET LOCAL search_path = colporteur, public;

-- Ten thousand words are known by how frequent they are; what is not among them is rare.
ALTER TABLE message ALTER COLUMN search SET STATISTICS 1000;

CREATE TABLE list_territory (
  list bigint NOT NULL REFERENCES list ON DELETE CASCADE,
  territory bigint NOT NULL REFERENCES territory,
  PRIMARY KEY (list, territory)
);
COMMENT ON TABLE list_territory IS 'where a list is about; none means everywhere';
COMMENT ON COLUMN list_territory.list IS 'which';
COMMENT ON COLUMN list_territory.territory IS 'where';
CREATE TABLE list_interest (
  list bigint NOT NULL REFERENCES list ON DELETE CASCADE,
  interest bigint NOT NULL REFERENCES interest,
  PRIMARY KEY (list, interest)
);
COMMENT ON TABLE list_interest IS 'what a list is about';
COMMENT ON COLUMN list_interest.list IS 'which';
COMMENT ON COLUMN list_interest.interest IS 'about what';
GRANT SELECT, INSERT, UPDATE, DELETE ON list_territory, list_interest TO colporteur_engine;

CREATE FUNCTION lists_searched(p_public boolean, p_list text, p_territory text, p_interest text) RETURNS bigint[]
  LANGUAGE sql STABLE SET search_path = colporteur, pg_temp AS $$
  SELECT ARRAY(SELECT l.id FROM list l
    WHERE (l.is_public OR NOT p_public) AND (p_list IS NULL OR l.name = lower(p_list))
      AND (p_territory IS NULL OR EXISTS (
        SELECT FROM territory t JOIN territory_closure c ON c.ancestor = t.id JOIN list_territory lt ON lt.territory = c.descendant
        WHERE (t.code = p_territory OR t.slug = lower(p_territory)) AND lt.list = l.id))
      AND (p_interest IS NULL OR EXISTS (
        SELECT FROM interest i JOIN interest_closure c ON c.ancestor = i.id JOIN list_interest li ON li.interest = c.descendant
        WHERE i.slug = lower(p_interest) AND li.list = l.id)))
$$;
COMMENT ON FUNCTION lists_searched(boolean, text, text, text) IS 'the lists a search is about';

CREATE FUNCTION search_found(p_lists bigint[], p_words text, p_subject text, p_from text, p_after timestamptz, p_before timestamptz,
                             p_attachment boolean, p_most int)
  RETURNS TABLE (id bigint, date timestamptz, list bigint)
  LANGUAGE plpgsql STABLE SET search_path = colporteur, pg_temp SET plan_cache_mode = force_custom_plan
  SET cpu_operator_cost = 0.25 SET random_page_cost = 1.1 AS $$
#variable_conflict use_column
-- The newest that match, at most p_most. Planned anew each time: a rare word is looked up in its
-- index, a frequent one met soon on the way down from the latest, in all lists or in one. Looking
-- into a message costs what reading a page does, which the planner has to be told.
DECLARE
  q tsquery := search_query(p_words);
  in_subject tsquery := search_query(p_subject);
  in_author tsquery := plainto_tsquery('pg_catalog.simple', plain(p_from));
  wanted tsquery := q;
BEGIN
  wanted := coalesce(wanted && in_subject, wanted, in_subject);
  wanted := coalesce(wanted && in_author, wanted, in_author);
  -- Words of no meaning alone ("le", "of") find nothing, rather than everything.
  IF (q IS NOT NULL AND numnode(q) = 0) OR cardinality(p_lists) = 0 THEN
    RETURN;
  ELSIF wanted IS NULL AND cardinality(p_lists) = 1 THEN
    RETURN QUERY
      SELECT p.message, p.date, p.list FROM post p JOIN message m ON m.id = p.message
      WHERE p.list = p_lists[1] AND (p_after IS NULL OR p.date >= p_after) AND (p_before IS NULL OR p.date < p_before)
        AND (NOT p_attachment OR m.attachments > 0)
      ORDER BY p.date DESC, p.message DESC LIMIT p_most;
  ELSIF cardinality(p_lists) = 1 THEN
    RETURN QUERY
      SELECT p.message, p.date, p.list FROM post p JOIN message m ON m.id = p.message
      WHERE p.list = p_lists[1] AND (p_after IS NULL OR p.date >= p_after) AND (p_before IS NULL OR p.date < p_before)
        AND m.search @@ wanted
        AND (in_subject IS NULL OR ts_filter(m.search, '{a}') @@ in_subject) AND (in_author IS NULL OR ts_filter(m.search, '{c}') @@ in_author)
        AND (NOT p_attachment OR m.attachments > 0)
      ORDER BY p.date DESC, p.message DESC LIMIT p_most;
  ELSE
    RETURN QUERY
      SELECT m.id, m.date, l.list FROM message m
      JOIN LATERAL (SELECT p.list FROM post p WHERE p.message = m.id AND p.list = ANY (p_lists) ORDER BY p.list LIMIT 1) l ON true
      WHERE (p_after IS NULL OR m.date >= p_after) AND (p_before IS NULL OR m.date < p_before)
        AND (wanted IS NULL OR m.search @@ wanted)
        AND (in_subject IS NULL OR ts_filter(m.search, '{a}') @@ in_subject) AND (in_author IS NULL OR ts_filter(m.search, '{c}') @@ in_author)
        AND (NOT p_attachment OR m.attachments > 0)
      ORDER BY m.date DESC, m.id DESC LIMIT p_most;
  END IF;
END
$$;
COMMENT ON FUNCTION search_found(bigint[], text, text, text, timestamptz, timestamptz, boolean, int) IS
  'the newest messages on these lists that match';

CREATE FUNCTION search_snippet(body text, q tsquery) RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
-- Most texts have what was looked for near their beginning, and each word that is looked at costs.
DECLARE
  options CONSTANT text := E'StartSel="\x01", StopSel="\x02", MinWords=15, MaxWords=35, ShortWord=2, MaxFragments=2, FragmentDelimiter=" … "';
  shown text := regexp_replace(translate(left(body, 1000), E'\x01\x02', ''), '^[ >]+', '', 'gn');
  snippet text := ts_headline('colporteur.french', shown, q, options);
BEGIN
  IF length(body) > 1000 AND strpos(snippet, E'\x01') = 0 THEN
    shown := regexp_replace(translate(left(body, 4000), E'\x01\x02', ''), '^[ >]+', '', 'gn');
    snippet := ts_headline('colporteur.french', shown, q, options);
  END IF;
  RETURN snippet;
END
$$;
COMMENT ON FUNCTION search_snippet(text, tsquery) IS 'what a result shows of a text; marks are control characters, which C turns into HTML after it has escaped the text';

CREATE FUNCTION search_page(p_public boolean, p_words text, p_subject text, p_from text, p_list text, p_after timestamptz, p_before timestamptz,
                            p_attachment boolean, p_territory text, p_interest text, p_newest boolean, p_skip int, p_count int)
  RETURNS TABLE (list_name text, list_title text, message_id text, link text, subject text, from_name text, date timestamptz, snippet text)
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
    SELECT l.name, l.title, m.message_id, m.link, m.subject, m.from_name, b.date, search_snippet(m.body, q)
    FROM best b JOIN message m ON m.id = b.id JOIN list l ON l.id = b.list
    ORDER BY b.rank DESC, b.date DESC, b.id DESC;
END
$$;
COMMENT ON FUNCTION search_page(boolean, text, text, text, text, timestamptz, timestamptz, boolean, text, text, boolean, int, int) IS
  'a page of what matches words and fields (NULL: any), newest or best first';

CREATE FUNCTION search_facets(p_public boolean, p_words text, p_subject text, p_from text, p_list text, p_after timestamptz, p_before timestamptz,
                              p_attachment boolean, p_territory text, p_interest text)
  RETURNS TABLE (facet text, value text, label text, messages bigint)
  LANGUAGE plpgsql STABLE SET search_path = colporteur, pg_temp AS $$
#variable_conflict use_column
-- Over the newest 1,000 that match, so that a frequent word is not counted through the whole archive.
BEGIN
  RETURN QUERY
    WITH found AS MATERIALIZED (
      SELECT f.id, f.date, f.list
      FROM search_found(lists_searched(p_public, p_list, p_territory, p_interest), p_words, p_subject, p_from, p_after, p_before, p_attachment, 1000) f
    ), counted AS (
      SELECT 'list' AS facet, l.name AS value, l.title AS label, count(*) AS n FROM found f JOIN list l ON l.id = f.list GROUP BY l.id
      UNION ALL
      SELECT 'year', extract(year FROM f.date)::text, extract(year FROM f.date)::text, count(*) FROM found f GROUP BY 2
      UNION ALL
      SELECT 'territory', t.code, t.name, count(*) FROM found f JOIN list_territory lt ON lt.list = f.list JOIN territory t ON t.id = lt.territory GROUP BY t.id
      UNION ALL
      SELECT 'interest', i.slug, i.label_fr, count(*) FROM found f JOIN list_interest li ON li.list = f.list JOIN interest i ON i.id = li.interest GROUP BY i.id
      UNION ALL
      SELECT 'author', m.from_name, m.from_name, count(*) FROM found f JOIN message m ON m.id = f.id WHERE m.from_name <> '' GROUP BY 2
    )
    SELECT c.facet, c.value, c.label, c.n
    FROM (SELECT *, row_number() OVER (PARTITION BY facet ORDER BY n DESC, value) AS place FROM counted) c
    WHERE c.place <= 10 ORDER BY c.facet, c.n DESC, c.value;
END
$$;
COMMENT ON FUNCTION search_facets(boolean, text, text, text, text, timestamptz, timestamptz, boolean, text, text) IS
  'how many of what matches each list, year, territory, interest and author has: the ten largest of each';

-- --- did you mean ---

CREATE TABLE search_word (
  word text PRIMARY KEY,
  messages int NOT NULL
);
COMMENT ON TABLE search_word IS 'words of public subjects and texts, to suggest another for a typo; made anew by search_words_refresh()';
COMMENT ON COLUMN search_word.word IS 'lower case, without accents';
COMMENT ON COLUMN search_word.messages IS 'how many messages have it';
CREATE INDEX search_word_near ON search_word USING gin (word gin_trgm_ops);
GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON search_word TO colporteur_engine;

CREATE FUNCTION search_words_refresh() RETURNS bigint LANGUAGE sql SET search_path = colporteur, public, pg_temp AS $$
-- Of the newest 20,000 public messages: what is written today is what is searched for.
  TRUNCATE search_word;
  INSERT INTO search_word (word, messages)
    SELECT word, count(*) FROM (
      SELECT m.id, m.subject || ' ' || left(m.body, 4000) AS text FROM message m
      WHERE EXISTS (SELECT FROM post p JOIN list l ON l.id = p.list WHERE p.message = m.id AND l.is_public)
      ORDER BY m.date DESC LIMIT 20000) t,
    LATERAL (SELECT DISTINCT w[1] AS word FROM regexp_matches(plain(t.text), '\m[a-z]{4,30}\M', 'g') w) words
    GROUP BY word HAVING count(*) > 1;
  SELECT count(*) FROM search_word;
$$;
COMMENT ON FUNCTION search_words_refresh() IS 'gather the words that are suggested; how many there are';

CREATE FUNCTION search_suggest(p_word text) RETURNS SETOF text LANGUAGE sql STABLE
  SET search_path = colporteur, public, pg_temp SET pg_trgm.similarity_threshold = 0.18 AS $$
-- Two letters that changed places leave few trigrams of a short word: C chooses among them by letters.
  SELECT w.word FROM search_word w
  WHERE w.word % plain(left(p_word, 40)) AND w.word <> plain(left(p_word, 40))
  ORDER BY similarity(w.word, plain(left(p_word, 40))) DESC, w.messages DESC, w.word LIMIT 30
$$;
COMMENT ON FUNCTION search_suggest(text) IS 'words of the archive that are somewhat like this one, the most like first';

-- --- for the site ---

DROP FUNCTION site.search(text, text, int, int);
CREATE FUNCTION site.search(p_words text, p_subject text, p_from text, p_list text, p_after bigint, p_before bigint, p_attachment boolean,
                            p_territory text, p_interest text, p_newest boolean, p_skip int, p_count int)
  RETURNS TABLE (list_name text, list_title text, message_id text, link text, subject text, from_name text, date timestamptz, snippet text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
  SELECT * FROM search_page(true, p_words, p_subject, p_from, p_list, at_us(nullif(p_after, 0)), at_us(nullif(p_before, 0)), p_attachment,
                            p_territory, p_interest, p_newest, p_skip, p_count)
$$;
COMMENT ON FUNCTION site.search(text, text, text, text, bigint, bigint, boolean, text, text, boolean, int, int) IS
  'messages of public lists that match words and fields (NULL, or 0: any), newest or best first';
CREATE FUNCTION site.search_facets(p_words text, p_subject text, p_from text, p_list text, p_after bigint, p_before bigint, p_attachment boolean,
                                   p_territory text, p_interest text)
  RETURNS TABLE (facet text, value text, label text, messages bigint)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
  SELECT * FROM search_facets(true, p_words, p_subject, p_from, p_list, at_us(nullif(p_after, 0)), at_us(nullif(p_before, 0)), p_attachment,
                              p_territory, p_interest)
$$;
COMMENT ON FUNCTION site.search_facets(text, text, text, text, bigint, bigint, boolean, text, text) IS
  'how many of what matches each list, year, territory, interest and author has';
CREATE FUNCTION site.search_suggest(p_word text) RETURNS SETOF text
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS 'SELECT search_suggest(p_word)';
COMMENT ON FUNCTION site.search_suggest(text) IS 'words of public messages that are somewhat like this one';
REVOKE EXECUTE ON FUNCTION site.search(text, text, text, text, bigint, bigint, boolean, text, text, boolean, int, int),
  site.search_facets(text, text, text, text, bigint, bigint, boolean, text, text), site.search_suggest(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION site.search(text, text, text, text, bigint, bigint, boolean, text, text, boolean, int, int),
  site.search_facets(text, text, text, text, bigint, bigint, boolean, text, text), site.search_suggest(text) TO colporteur_site, colporteur_engine;
GRANT EXECUTE ON FUNCTION lists_searched(boolean, text, text, text), search_words_refresh(), search_suggest(text), search_snippet(text, tsquery),
  search_found(bigint[], text, text, text, timestamptz, timestamptz, boolean, int),
  search_page(boolean, text, text, text, text, timestamptz, timestamptz, boolean, text, text, boolean, int, int),
  search_facets(boolean, text, text, text, text, timestamptz, timestamptz, boolean, text, text) TO colporteur_engine;
