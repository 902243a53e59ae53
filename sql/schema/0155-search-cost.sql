-- SPDX-License-Identifier: GPL-3.0-or-later
-- Finding in a large archive: plans that hold, snippets that read well.

SET LOCAL search_path = colporteur, public;

CREATE FUNCTION search_list(p_message bigint, p_lists bigint[]) RETURNS TABLE (list bigint) LANGUAGE plpgsql STABLE ROWS 1 COST 1
  SET search_path = colporteur, pg_temp AS $$
#variable_conflict use_column
-- A function, and cheap by its word: as a join its cost was thought to be that of looking into texts,
-- and kept the planner from the index of words.
BEGIN
  RETURN QUERY SELECT p.list FROM post p WHERE p.message = p_message AND p.list = ANY (p_lists) ORDER BY p.list LIMIT 1;
END
$$;
COMMENT ON FUNCTION search_list(bigint, bigint[]) IS 'the first of these lists that has the message';
GRANT EXECUTE ON FUNCTION search_list(bigint, bigint[]) TO colporteur_engine;

CREATE OR REPLACE FUNCTION search_found(p_lists bigint[], p_words text, p_subject text, p_from text, p_after timestamptz, p_before timestamptz,
                             p_attachment boolean, p_most int)
  RETURNS TABLE (id bigint, date timestamptz, list bigint)
  LANGUAGE plpgsql STABLE SET search_path = colporteur, pg_temp SET plan_cache_mode = force_custom_plan
  SET cpu_operator_cost = 0.25 SET random_page_cost = 1.1 SET max_parallel_workers_per_gather = 0 SET jit = off AS $$
#variable_conflict use_column
-- The newest that match, at most p_most. Planned anew each time: a rare word is looked up in its
-- index, a frequent one met soon on the way down from the latest, in all lists or in one. Looking
-- into a message costs what reading a page does, which the planner has to be told. A reader's search
-- is over before other processes would have begun to help.
DECLARE
  q tsquery := search_query(p_words);
  in_subject tsquery := search_query(p_subject);
  in_author tsquery := plainto_tsquery('pg_catalog.simple', plain(p_from));
  wanted tsquery := q;
  reach int := p_most + 100;
  first bigint[];
  shown int;
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
    -- Nearly all that is found may be shown: whether it may is asked of what comes first alone.
    first := ARRAY(
      SELECT m.id FROM message m
      WHERE (p_after IS NULL OR m.date >= p_after) AND (p_before IS NULL OR m.date < p_before)
        AND (wanted IS NULL OR m.search @@ wanted)
        AND (in_subject IS NULL OR ts_filter(m.search, '{a}') @@ in_subject) AND (in_author IS NULL OR ts_filter(m.search, '{c}') @@ in_author)
        AND (NOT p_attachment OR m.attachments > 0)
      ORDER BY m.date DESC, m.id DESC LIMIT reach);
    RETURN QUERY
      SELECT m.id, m.date, l.list FROM unnest(first) WITH ORDINALITY f(id, place) JOIN message m ON m.id = f.id, LATERAL search_list(m.id, p_lists) l
      ORDER BY f.place LIMIT p_most;
    GET DIAGNOSTICS shown = ROW_COUNT;
    IF shown < p_most AND cardinality(first) = reach THEN
      RETURN QUERY
        SELECT m.id, m.date, l.list FROM message m, LATERAL search_list(m.id, p_lists) l
        WHERE (p_after IS NULL OR m.date >= p_after) AND (p_before IS NULL OR m.date < p_before)
          AND (wanted IS NULL OR m.search @@ wanted)
          AND (in_subject IS NULL OR ts_filter(m.search, '{a}') @@ in_subject) AND (in_author IS NULL OR ts_filter(m.search, '{c}') @@ in_author)
          AND (NOT p_attachment OR m.attachments > 0)
        ORDER BY m.date DESC, m.id DESC OFFSET shown LIMIT p_most - shown;
    END IF;
  END IF;
END
$$;

CREATE FUNCTION search_prose(p_text text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
-- Marks of quotes, lines drawn with signs, and all but single blanks.
  SELECT btrim(regexp_replace(regexp_replace(regexp_replace(translate(p_text, E'\x01\x02\t', '   '), '^[ >|]+', '', 'gn'),
    '[-_=*~#+]{4,}', ' ', 'g'), '\s+', ' ', 'g'))
$$;
COMMENT ON FUNCTION search_prose(text) IS 'a text as one line of words';
GRANT EXECUTE ON FUNCTION search_prose(text) TO colporteur_engine;

CREATE OR REPLACE FUNCTION search_snippet(body text, q tsquery) RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
-- Most texts have what was looked for near their beginning, and each word that is looked at costs.
DECLARE
  options CONSTANT text := E'StartSel="\x01", StopSel="\x02", MinWords=15, MaxWords=35, ShortWord=2, MaxFragments=2, FragmentDelimiter=" … "';
  snippet text := ts_headline('colporteur.french', colporteur.search_prose(left(body, 800)), q, options);
BEGIN
  IF length(body) > 800 AND strpos(snippet, E'\x01') = 0 THEN
    snippet := ts_headline('colporteur.french', colporteur.search_prose(left(body, 4000)), q, options);
  END IF;
  RETURN snippet;
END
$$;

CREATE OR REPLACE FUNCTION search_facets(p_public boolean, p_words text, p_subject text, p_from text, p_list text, p_after timestamptz, p_before timestamptz,
                              p_attachment boolean, p_territory text, p_interest text)
  RETURNS TABLE (facet text, value text, label text, messages bigint)
  LANGUAGE plpgsql STABLE SET search_path = colporteur, pg_temp AS $$
#variable_conflict use_column
-- Over the newest 300 that match: more took longer than all else of a page, and what they name first is
-- the same.
BEGIN
  RETURN QUERY
    WITH found AS MATERIALIZED (
      SELECT f.id, f.date, f.list
      FROM search_found(lists_searched(p_public, p_list, p_territory, p_interest), p_words, p_subject, p_from, p_after, p_before, p_attachment, 300) f
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
