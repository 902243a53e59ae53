-- SPDX-License-Identifier: GPL-3.0-or-later
-- A search without what cost it most: ranking by how near each word stands to each other one,
-- patterns tried at each blank of a text, and reading what need not be.

SET LOCAL search_path = colporteur, public;

CREATE FUNCTION search_any(q tsquery) RETURNS tsquery LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RETURN CASE WHEN strpos(q::text, '!') > 0 THEN q ELSE regexp_replace(q::text, ' (&|<(-|\d+)>) ', ' | ', 'g')::tsquery END;
END
$$;
COMMENT ON FUNCTION search_any(tsquery) IS
  'any of the words: ranks by how often and where each stands, in a fifteenth of the time that their distances take; not under a negation';

CREATE FUNCTION search_pattern(q tsquery) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RETURN (SELECT E'(?i)(?:^|[\\s\'’])(?:' || string_agg(regexp_replace(w[1], '([^[:alnum:]])', '\\\1', 'g'), '|') || ')'
          FROM regexp_matches(querytree(q), '''([^'']+)''', 'g') w);
END
$$;
COMMENT ON FUNCTION search_pattern(tsquery) IS 'where words of a query likely begin, by letters alone: a stem begins its word, unless that has accents';

-- Single blanks stay: there are more of them than of all else.
CREATE OR REPLACE FUNCTION search_prose(p_text text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RETURN btrim(regexp_replace(regexp_replace(translate(p_text, E'\x01\x02\t\r\f\x0b', '      '), '^[ >|]+|[-_=*~#+]{4,}', ' ', 'gn'), ' ?\n\s*|  \s*', ' ', 'g'));
END
$$;

DROP FUNCTION search_window(text, tsquery), search_snippet(text, tsquery);
CREATE FUNCTION search_window(body text, pattern text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  place int := CASE WHEN length(body) > 500 THEN strpos(body, substring(left(body, 8000) FROM pattern)) END;
BEGIN
  IF place IS NULL OR place < 300 THEN
    RETURN left(body, 500);
  END IF;
  RETURN substr(body, place - 150 + strpos(substr(body, place - 150, 100), ' '), 500);
END
$$;
COMMENT ON FUNCTION search_window(text, text) IS 'some hundred characters of a text, which likely have what was looked for';

CREATE FUNCTION search_snippet(body text, q tsquery, pattern text) RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
-- Each word that is looked at costs: those near the first that looks right, then those of the beginning.
DECLARE
  options CONSTANT text := E'StartSel="\x01", StopSel="\x02", MinWords=15, MaxWords=35, ShortWord=2, MaxFragments=2, FragmentDelimiter=" … "';
  snippet text := ts_headline('colporteur.french', colporteur.search_prose(colporteur.search_window(body, pattern)), q, options);
BEGIN
  IF length(body) > 500 AND strpos(snippet, E'\x01') = 0 THEN
    snippet := ts_headline('colporteur.french', colporteur.search_prose(left(body, 4000)), q, options);
  END IF;
  RETURN snippet;
END
$$;
COMMENT ON FUNCTION search_snippet(text, tsquery, text) IS 'what a result shows of a text; marks are control characters, which C turns into HTML after it has escaped the text; the pattern is search_pattern() of the query, made once for all results';

CREATE OR REPLACE FUNCTION search_shown(p_found search_hit[], q tsquery, p_newest boolean, p_skip int, p_count int)
  RETURNS TABLE (list_name text, list_title text, language text, message bigint, message_id text, link text, subject text, from_name text,
                 date timestamptz, changed_at timestamptz, snippet text)
  LANGUAGE plpgsql STABLE SET search_path = colporteur, pg_temp SET jit = off AS $$
#variable_conflict use_column
DECLARE
  words tsquery := search_any(q);
  pattern text := search_pattern(q);
BEGIN
  RETURN QUERY
    WITH best AS MATERIALIZED (
      SELECT f.*, CASE WHEN p_newest OR coalesce(numnode(q), 0) = 0 THEN 0 ELSE ts_rank(m.search, words) END AS rank
      FROM unnest(p_found) f JOIN message m ON m.id = f.id
      ORDER BY rank DESC, f.date DESC, f.id DESC OFFSET p_skip LIMIT least(p_count, 100)
    )
    SELECT l.name, l.title, l.language, m.id, m.message_id, m.link, m.subject, m.from_name, b.date, m.changed_at, search_snippet(m.body, q, pattern)
    FROM best b JOIN message m ON m.id = b.id JOIN list l ON l.id = b.list
    ORDER BY b.rank DESC, b.date DESC, b.id DESC;
END
$$;

-- A post has its message's date: only where a message is to be looked into is it read.
CREATE OR REPLACE FUNCTION search_found(p_lists bigint[], p_about search_interest, p_words text, p_subject text, p_from text, p_after timestamptz, p_before timestamptz,
                             p_attachment boolean, p_most int)
  RETURNS TABLE (id bigint, date timestamptz, list bigint)
  LANGUAGE plpgsql STABLE SET search_path = colporteur, pg_temp SET plan_cache_mode = force_custom_plan
  SET cpu_operator_cost = 0.25 SET random_page_cost = 1.1 SET enable_seqscan = off SET max_parallel_workers_per_gather = 0 SET jit = off AS $$
#variable_conflict use_column
-- The newest that match, at most p_most. Where these lists have much of the archive, the newest of the
-- archive are looked for, and which of them are theirs is asked of what comes first alone; so is what
-- takes looking into a message: who wrote it, its subject, whether words follow each other. Where that
-- did not give enough, and for a list that is a small part, each message is asked everything, which
-- the planner has to be told is dear. What is about an interest is few among many: it is looked up by
-- its topics where posts are about it by them alone, and without words list by list too.
DECLARE
  q tsquery := search_query(p_words);
  in_subject tsquery := search_query(p_subject);
  in_author tsquery := plainto_tsquery('pg_catalog.simple', plain(p_from));
  wanted tsquery := q;
  loose tsquery;
  share int;
  step int;
  reach int;
  first bigint[];
  shown int := 0;
  n int;
BEGIN
  wanted := coalesce(wanted && in_subject, wanted, in_subject);
  wanted := coalesce(wanted && in_author, wanted, in_author);
  -- Words of no meaning alone ("le", "of") find nothing, rather than everything.
  IF (q IS NOT NULL AND numnode(q) = 0) OR cardinality(p_lists) = 0 THEN
    RETURN;
  END IF;
  IF p_about.below IS NOT NULL AND (wanted IS NULL OR cardinality(p_about.lists) = 0) THEN
    RETURN QUERY
      WITH hit AS (
        (SELECT p.message, p.date, p.list FROM post p JOIN message m ON m.id = p.message
         WHERE p.list = ANY (p_lists)
           AND EXISTS (SELECT FROM post_topic t WHERE t.list = p.list AND t.message = p.message AND t.interest = ANY (p_about.below))
           AND (wanted IS NULL OR m.search @@ wanted)
           AND (in_subject IS NULL OR ts_filter(m.search, '{a}') @@ in_subject) AND (in_author IS NULL OR ts_filter(m.search, '{c}') @@ in_author)
           AND (p_after IS NULL OR p.date >= p_after) AND (p_before IS NULL OR p.date < p_before) AND (NOT p_attachment OR m.attachments > 0)
         ORDER BY p.date DESC, p.message DESC LIMIT p_most + 100)
        UNION ALL
        SELECT b.* FROM unnest(p_about.lists) l(id) CROSS JOIN LATERAL (
          SELECT p.message, p.date, p.list FROM post p JOIN message m ON m.id = p.message
          WHERE p.list = l.id AND NOT EXISTS (SELECT FROM post_topic t WHERE t.list = p.list AND t.message = p.message)
            AND (p_after IS NULL OR p.date >= p_after) AND (p_before IS NULL OR p.date < p_before) AND (NOT p_attachment OR m.attachments > 0)
          ORDER BY p.date DESC, p.message DESC LIMIT p_most + 100) b
      )
      SELECT h.message, max(h.date), min(h.list) FROM hit h GROUP BY h.message ORDER BY 2 DESC, 1 DESC LIMIT p_most;
    RETURN;
  END IF;
  IF wanted IS NULL AND cardinality(p_lists) = 1 THEN
    RETURN QUERY
      SELECT p.message, p.date, p.list FROM post p JOIN message m ON m.id = p.message
      WHERE p.list = p_lists[1] AND (p_after IS NULL OR p.date >= p_after) AND (p_before IS NULL OR p.date < p_before)
        AND (NOT p_attachment OR m.attachments > 0)
      ORDER BY p.date DESC, p.message DESC LIMIT p_most;
    RETURN;
  END IF;
  share := search_share(p_lists, p_after, p_before);
  IF share >= 25 THEN
    loose := search_loose(wanted);
    step := p_most * 100 / share + 50;
    reach := CASE WHEN in_subject IS NULL AND in_author IS NULL AND loose IS NOT DISTINCT FROM wanted THEN step ELSE step * 4 END;
    first := search_first(loose, p_after, p_before, p_attachment, reach);
    FOR low IN 1 .. cardinality(first) BY step LOOP
      RETURN QUERY
        SELECT f.id, l.date, l.list
        FROM unnest(first[low : low + step - 1]) WITH ORDINALITY f(id, place),
        LATERAL (SELECT min(p.date) AS date, min(p.list) AS list FROM post p WHERE p.message = f.id AND p.list = ANY (p_lists)
                 AND (p_about.below IS NULL OR post_is_about(p.list, p.message, p_about))) l
        WHERE l.list IS NOT NULL AND (reach = step OR EXISTS (
          SELECT FROM message m WHERE m.id = f.id AND (m.search @@ wanted) IS NOT FALSE -- so that no index is asked again
            AND (in_subject IS NULL OR ts_filter(m.search, '{a}') @@ in_subject) AND (in_author IS NULL OR ts_filter(m.search, '{c}') @@ in_author)))
        ORDER BY f.place LIMIT p_most - shown;
      GET DIAGNOSTICS n = ROW_COUNT;
      shown := shown + n;
      IF shown = p_most THEN
        RETURN;
      END IF;
    END LOOP;
    IF cardinality(first) < reach THEN
      RETURN;
    END IF;
  END IF;
  IF cardinality(p_lists) = 1 THEN
    RETURN QUERY
      SELECT p.message, p.date, p.list FROM post p JOIN message m ON m.id = p.message
      WHERE p.list = p_lists[1] AND (p_after IS NULL OR p.date >= p_after) AND (p_before IS NULL OR p.date < p_before)
        AND m.search @@ wanted
        AND (in_subject IS NULL OR ts_filter(m.search, '{a}') @@ in_subject) AND (in_author IS NULL OR ts_filter(m.search, '{c}') @@ in_author)
        AND (NOT p_attachment OR m.attachments > 0)
        AND (p_about.below IS NULL OR post_is_about(p.list, p.message, p_about))
      ORDER BY p.date DESC, p.message DESC OFFSET shown LIMIT p_most - shown;
  ELSE
    RETURN QUERY
      SELECT m.id, m.date, l.list FROM message m, LATERAL search_list(m.id, p_lists, p_about) l
      WHERE (p_after IS NULL OR m.date >= p_after) AND (p_before IS NULL OR m.date < p_before)
        AND (wanted IS NULL OR m.search @@ wanted)
        AND (in_subject IS NULL OR ts_filter(m.search, '{a}') @@ in_subject) AND (in_author IS NULL OR ts_filter(m.search, '{c}') @@ in_author)
        AND (NOT p_attachment OR m.attachments > 0)
      ORDER BY m.date DESC, m.id DESC OFFSET shown LIMIT p_most - shown;
  END IF;
END
$$;

-- Shown and counted are the newest 200 that match: more took longer, and what they name first is the same.
CREATE OR REPLACE FUNCTION site.search_begin(p_words text, p_subject text, p_from text, p_list text, p_after bigint, p_before bigint, p_attachment boolean,
                                  p_territory text, p_interest text, p_newest boolean, p_count int)
  RETURNS TABLE (facet text, value text, label text, messages bigint, list_name text, list_title text, link text, subject text, from_name text,
                 date timestamptz, snippet text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
#variable_conflict use_column
DECLARE
  found search_hit[] := ARRAY(
    SELECT f::search_hit FROM search_found(lists_about(true, p_list, p_territory, p_interest), search_interest(true, p_list, p_territory, p_interest),
                                             p_words, p_subject, p_from,
                                           at_us(nullif(p_after, 0)), at_us(nullif(p_before, 0)), p_attachment, 200) f);
BEGIN
  RETURN QUERY SELECT '', '', '', 0::bigint, s.list_name, s.list_title, s.link, s.subject, s.from_name, s.date, s.snippet
    FROM search_shown(found, search_query(concat_ws(' ', p_words, p_subject)), p_newest, 0, p_count) s;
  RETURN QUERY SELECT c.facet, c.value, c.label, c.messages, '', '', '', '', '', timestamptz 'epoch', ''
    FROM search_counted(found) c;
END
$$;

REVOKE EXECUTE ON FUNCTION search_any(tsquery), search_pattern(tsquery), search_window(text, text), search_snippet(text, tsquery, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search_any(tsquery), search_pattern(tsquery), search_window(text, text), search_snippet(text, tsquery, text) TO colporteur_engine;
