-- SPDX-License-Identifier: GPL-3.0-or-later
-- Finding: what is shown and what is counted come from one look, which is the shorter of two ways.
-- A search for an interest finds posts by their topics: a post is about its topics, and without any
-- about what its list is about. The same holds for the discussions on the page of a theme.

SET LOCAL search_path = colporteur, public;

CREATE TYPE search_interest AS (below bigint[], lists bigint[]);
COMMENT ON TYPE search_interest IS 'an interest that is searched for: itself with all below, and the lists about it; NULLs: none is';

CREATE FUNCTION search_interest(p_public boolean, p_list text, p_territory text, p_interest text) RETURNS search_interest
  LANGUAGE sql STABLE SET search_path = colporteur, pg_temp AS $$
  SELECT (ARRAY(SELECT c.descendant FROM interest i JOIN interest_closure c ON c.ancestor = i.id WHERE i.slug = lower(p_interest)),
          lists_searched(p_public, p_list, p_territory, p_interest))::search_interest
  WHERE p_interest IS NOT NULL
$$;
COMMENT ON FUNCTION search_interest(boolean, text, text, text) IS 'what an interest means in a search; NULL for none';

CREATE FUNCTION lists_about(p_public boolean, p_list text, p_territory text, p_interest text) RETURNS bigint[]
  LANGUAGE sql STABLE SET search_path = colporteur, pg_temp AS $$
  SELECT CASE WHEN p_interest IS NULL THEN lists_searched(p_public, p_list, p_territory, NULL)
    ELSE ARRAY(SELECT l FROM unnest(lists_searched(p_public, p_list, p_territory, NULL)) l
               WHERE EXISTS (SELECT FROM interest i JOIN interest_closure c ON i.id IN (c.ancestor, c.descendant)
                             JOIN list_interest li ON li.interest IN (c.ancestor, c.descendant) AND li.list = l
                             WHERE i.slug = lower(p_interest))) END
$$;
COMMENT ON FUNCTION lists_about(boolean, text, text, text) IS
  'the lists a search is about: those about an interest or below it, and those about something above, where posts can have it as topic';

CREATE FUNCTION post_is_about(p_list bigint, p_message bigint, p_about search_interest) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN EXISTS (SELECT FROM colporteur.post_topic t WHERE t.list = p_list AND t.message = p_message)
    THEN EXISTS (SELECT FROM colporteur.post_topic t WHERE t.list = p_list AND t.message = p_message AND t.interest = ANY (p_about.below))
    ELSE p_list = ANY (p_about.lists) END
$$;
COMMENT ON FUNCTION post_is_about(bigint, bigint, search_interest) IS 'by its topics; without any, by its list';

CREATE TYPE search_hit AS (
  id bigint,
  date timestamptz,
  list bigint
);
COMMENT ON TYPE search_hit IS 'a message that was found, and the first of the lists searched that has it';

CREATE FUNCTION search_share(p_lists bigint[], p_after timestamptz, p_before timestamptz) RETURNS int LANGUAGE sql STABLE
  SET search_path = colporteur, pg_temp AS $$
  SELECT coalesce(100 * count(*) FILTER (WHERE EXISTS (SELECT FROM post p WHERE p.message = n.id AND p.list = ANY (p_lists))) / nullif(count(*), 0), 100)::int
  FROM (SELECT m.id FROM message m WHERE (p_after IS NULL OR m.date >= p_after) AND (p_before IS NULL OR m.date < p_before)
        ORDER BY m.date DESC, m.id DESC LIMIT 50) n
$$;
COMMENT ON FUNCTION search_share(bigint[], timestamptz, timestamptz) IS
  'how many per cent of the newest messages these lists have, to see how far to look; 100 where there are none';

CREATE FUNCTION search_loose(q tsquery) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
-- Not under a negation: "-"a phrase"" would forbid its words wherever they are.
  SELECT CASE WHEN strpos(q::text, '!') > 0 THEN q ELSE regexp_replace(q::text, '<(-|\d+)>', '&', 'g')::tsquery END
$$;
COMMENT ON FUNCTION search_loose(tsquery) IS 'the words of phrases, wherever they are: what an index answers alone';

CREATE FUNCTION search_first(p_wanted tsquery, p_after timestamptz, p_before timestamptz, p_attachment boolean, p_most int) RETURNS bigint[]
  LANGUAGE plpgsql STABLE SET search_path = colporteur, pg_temp SET plan_cache_mode = force_custom_plan
  SET max_parallel_workers_per_gather = 0 SET jit = off
  SET enable_seqscan = off SET random_page_cost = 4 SET seq_page_cost = 1 SET cpu_operator_cost = 0.0025 SET effective_cache_size = '4GB' AS $$
-- Planned anew each time: a rare word is looked up in its index and sorted by date, a frequent one met
-- soon on the way down from the latest. What decides is measured, whatever the server's own settings:
-- a message that the index names costs half of one that is looked into on the way, and the planner
-- thinks it twice as much. It is told, by conditions that always hold and that it takes for even
-- chances, that what matches lies deeper. Then neither way is longer than some ten thousand
-- messages of 100,000.
BEGIN
  RETURN ARRAY(
    SELECT m.id FROM message m
    WHERE (p_after IS NULL OR m.date >= p_after) AND (p_before IS NULL OR m.date < p_before)
      AND (p_wanted IS NULL OR (m.search @@ p_wanted AND coalesce(m.id > 0, true) AND coalesce(m.id > -1, true)))
      AND (NOT p_attachment OR m.attachments > 0)
    ORDER BY m.date DESC, m.id DESC LIMIT p_most);
END
$$;
COMMENT ON FUNCTION search_first(tsquery, timestamptz, timestamptz, boolean, int) IS 'the newest messages that match, of whatever list';

DROP FUNCTION search_found(bigint[], text, text, text, timestamptz, timestamptz, boolean, int);
DROP FUNCTION search_list(bigint, bigint[]);

CREATE FUNCTION search_list(p_message bigint, p_lists bigint[], p_about search_interest) RETURNS TABLE (list bigint) LANGUAGE plpgsql STABLE ROWS 1 COST 1
  SET search_path = colporteur, pg_temp AS $$
#variable_conflict use_column
-- A function, and cheap by its word: as a join its cost was thought to be that of looking into texts,
-- and kept the planner from the index of words.
BEGIN
  RETURN QUERY SELECT p.list FROM post p WHERE p.message = p_message AND p.list = ANY (p_lists)
    AND (p_about.below IS NULL OR post_is_about(p.list, p.message, p_about)) ORDER BY p.list LIMIT 1;
END
$$;
COMMENT ON FUNCTION search_list(bigint, bigint[], search_interest) IS 'the first of these lists that has the message, and has it about an interest where one is searched for';

CREATE FUNCTION search_found(p_lists bigint[], p_about search_interest, p_words text, p_subject text, p_from text, p_after timestamptz, p_before timestamptz,
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
        SELECT m.id, m.date, l.list
        FROM unnest(first[low : low + step - 1]) WITH ORDINALITY f(id, place) JOIN message m ON m.id = f.id,
        LATERAL (SELECT min(p.list) AS list FROM post p WHERE p.message = m.id AND p.list = ANY (p_lists)
                 AND (p_about.below IS NULL OR post_is_about(p.list, p.message, p_about))) l
        WHERE l.list IS NOT NULL AND (reach = step OR (m.search @@ wanted) IS NOT FALSE) -- so that no index is asked again
          AND (in_subject IS NULL OR ts_filter(m.search, '{a}') @@ in_subject) AND (in_author IS NULL OR ts_filter(m.search, '{c}') @@ in_author)
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
COMMENT ON FUNCTION search_found(bigint[], search_interest, text, text, text, timestamptz, timestamptz, boolean, int) IS
  'the newest messages of these lists that match words and fields (NULL: any), and are about an interest (NULL: any)';

CREATE FUNCTION search_window(body text, q tsquery) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
-- By letters alone: a stem begins its word, unless that has accents.
DECLARE
  words text := lower(left(body, 8000));
  place int := (SELECT min(nullif(strpos(words, before || w[1]), 0))
                FROM regexp_matches(querytree(q), '''([^'']+)''', 'g') w, unnest(ARRAY[' ', E'\n', '''', '’']) before);
BEGIN
  IF place IS NULL OR place < 600 THEN
    RETURN left(body, 800);
  END IF;
  RETURN substr(body, place - 200 + strpos(substr(words, place - 200, 100), ' '), 800);
END
$$;
COMMENT ON FUNCTION search_window(text, tsquery) IS 'some hundred characters of a text, which likely have what was looked for';

CREATE OR REPLACE FUNCTION search_snippet(body text, q tsquery) RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
-- Each word that is looked at costs: those near the first that looks right, then those of the beginning.
DECLARE
  options CONSTANT text := E'StartSel="\x01", StopSel="\x02", MinWords=15, MaxWords=35, ShortWord=2, MaxFragments=2, FragmentDelimiter=" … "';
  snippet text := ts_headline('colporteur.french', colporteur.search_prose(colporteur.search_window(body, q)), q, options);
BEGIN
  IF length(body) > 800 AND strpos(snippet, E'\x01') = 0 THEN
    snippet := ts_headline('colporteur.french', colporteur.search_prose(left(body, 4000)), q, options);
  END IF;
  RETURN snippet;
END
$$;

CREATE FUNCTION search_shown(p_found search_hit[], q tsquery, p_newest boolean, p_skip int, p_count int)
  RETURNS TABLE (list_name text, list_title text, language text, message bigint, message_id text, link text, subject text, from_name text,
                 date timestamptz, changed_at timestamptz, snippet text)
  LANGUAGE plpgsql STABLE SET search_path = colporteur, pg_temp SET jit = off AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
    WITH best AS MATERIALIZED (
      SELECT f.*, CASE WHEN p_newest OR coalesce(numnode(q), 0) = 0 THEN 0 ELSE ts_rank(m.search, q) END AS rank
      FROM unnest(p_found) f JOIN message m ON m.id = f.id
      ORDER BY rank DESC, f.date DESC, f.id DESC OFFSET p_skip LIMIT least(p_count, 100)
    )
    SELECT l.name, l.title, l.language, m.id, m.message_id, m.link, m.subject, m.from_name, b.date, m.changed_at, search_snippet(m.body, q)
    FROM best b JOIN message m ON m.id = b.id JOIN list l ON l.id = b.list
    ORDER BY b.rank DESC, b.date DESC, b.id DESC;
END
$$;
COMMENT ON FUNCTION search_shown(search_hit[], tsquery, boolean, int, int) IS 'a page of what was found, newest or best first';

CREATE FUNCTION search_counted(p_found search_hit[]) RETURNS TABLE (facet text, value text, label text, messages bigint)
  LANGUAGE plpgsql STABLE SET search_path = colporteur, pg_temp SET jit = off AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
    WITH found AS MATERIALIZED (
      SELECT f.id, f.date, f.list FROM unnest(p_found) f
    ), counted AS (
      SELECT 'list' AS facet, l.name AS value, l.title AS label, count(*) AS n FROM found f JOIN list l ON l.id = f.list GROUP BY l.id
      UNION ALL
      SELECT 'year', extract(year FROM f.date)::text, extract(year FROM f.date)::text, count(*) FROM found f GROUP BY 2
      UNION ALL
      SELECT 'territory', t.code, t.name, count(*) FROM found f JOIN list_territory lt ON lt.list = f.list JOIN territory t ON t.id = lt.territory GROUP BY t.id
      UNION ALL
      SELECT 'interest', i.slug, i.label_fr, count(*) FROM found f CROSS JOIN LATERAL (
        SELECT t.interest FROM post_topic t WHERE t.list = f.list AND t.message = f.id
        UNION ALL
        SELECT li.interest FROM list_interest li WHERE li.list = f.list AND NOT EXISTS (SELECT FROM post_topic t WHERE t.list = f.list AND t.message = f.id)) x
      JOIN interest i ON i.id = x.interest GROUP BY i.id
      UNION ALL
      SELECT 'author', m.from_name, m.from_name, count(*) FROM found f JOIN message m ON m.id = f.id WHERE m.from_name <> '' GROUP BY 2
    )
    SELECT c.facet, c.value, c.label, c.n
    FROM (SELECT *, row_number() OVER (PARTITION BY facet ORDER BY n DESC, value) AS place FROM counted) c
    WHERE c.place <= 10 ORDER BY c.facet, c.n DESC, c.value;
END
$$;
COMMENT ON FUNCTION search_counted(search_hit[]) IS
  'how many of what was found each list, year, territory, interest and author has: the ten largest of each';

-- Best first: the best of the newest 200. A word that half of the archive has costs no more than a
-- rare one to rank, and what ranks below 200 newer ones nobody turns to.
CREATE OR REPLACE FUNCTION search_page(p_public boolean, p_words text, p_subject text, p_from text, p_list text, p_after timestamptz, p_before timestamptz,
                            p_attachment boolean, p_territory text, p_interest text, p_newest boolean, p_skip int, p_count int)
  RETURNS TABLE (list_name text, list_title text, language text, message bigint, message_id text, link text, subject text, from_name text,
                 date timestamptz, changed_at timestamptz, snippet text)
  LANGUAGE plpgsql STABLE SET search_path = colporteur, pg_temp AS $$
#variable_conflict use_column
DECLARE
  most int := CASE WHEN p_newest THEN least(p_skip, 2000) + least(p_count, 100) ELSE 200 END;
BEGIN
  RETURN QUERY SELECT * FROM search_shown(
    ARRAY(SELECT f::search_hit FROM search_found(lists_about(p_public, p_list, p_territory, p_interest), search_interest(p_public, p_list, p_territory, p_interest),
                                                 p_words, p_subject, p_from,
                                                 p_after, p_before, p_attachment, most) f),
    search_query(concat_ws(' ', p_words, p_subject)), p_newest, p_skip, p_count);
END
$$;

-- Over the newest 300 that match: more took longer than all else of a page, and what they name first is
-- the same.
CREATE OR REPLACE FUNCTION search_facets(p_public boolean, p_words text, p_subject text, p_from text, p_list text, p_after timestamptz, p_before timestamptz,
                              p_attachment boolean, p_territory text, p_interest text)
  RETURNS TABLE (facet text, value text, label text, messages bigint)
  LANGUAGE plpgsql STABLE SET search_path = colporteur, pg_temp AS $$
BEGIN
  RETURN QUERY SELECT * FROM search_counted(
    ARRAY(SELECT f::search_hit FROM search_found(lists_about(p_public, p_list, p_territory, p_interest), search_interest(p_public, p_list, p_territory, p_interest),
                                                 p_words, p_subject, p_from,
                                                 p_after, p_before, p_attachment, 300) f));
END
$$;

CREATE FUNCTION site.search_begin(p_words text, p_subject text, p_from text, p_list text, p_after bigint, p_before bigint, p_attachment boolean,
                                  p_territory text, p_interest text, p_newest boolean, p_count int)
  RETURNS TABLE (facet text, value text, label text, messages bigint, list_name text, list_title text, link text, subject text, from_name text,
                 date timestamptz, snippet text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
#variable_conflict use_column
DECLARE
  found search_hit[] := ARRAY(
    SELECT f::search_hit FROM search_found(lists_about(true, p_list, p_territory, p_interest), search_interest(true, p_list, p_territory, p_interest),
                                             p_words, p_subject, p_from,
                                           at_us(nullif(p_after, 0)), at_us(nullif(p_before, 0)), p_attachment, 300) f);
BEGIN
  RETURN QUERY SELECT '', '', '', 0::bigint, s.list_name, s.list_title, s.link, s.subject, s.from_name, s.date, s.snippet
    FROM search_shown(found[1:200], search_query(concat_ws(' ', p_words, p_subject)), p_newest, 0, p_count) s;
  RETURN QUERY SELECT c.facet, c.value, c.label, c.messages, '', '', '', '', '', timestamptz 'epoch', ''
    FROM search_counted(found) c;
END
$$;
COMMENT ON FUNCTION site.search_begin(text, text, text, text, bigint, bigint, boolean, text, text, boolean, int) IS
  'the first page of what site.search() gives, its facet empty, and then how many of what matches each facet has';
CREATE OR REPLACE FUNCTION site.threads_about(p_territory text, p_interest text, p_count int)
  RETURNS TABLE (list_name text, list_title text, posts int, last_date timestamptz, link text, subject text, from_name text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
#variable_conflict use_column
DECLARE
  about search_interest := search_interest(true, NULL, p_territory, p_interest);
BEGIN RETURN QUERY
  SELECT l.name, l.title, t.posts, t.last_date, m.link, m.subject, m.from_name
  FROM unnest(lists_about(true, NULL, p_territory, p_interest)) s(list)
  JOIN list l ON l.id = s.list AND l.kind = 'discussion'
  CROSS JOIN LATERAL (
    SELECT lt.* FROM list_thread lt WHERE lt.list = l.id AND (about.below IS NULL OR post_is_about(lt.list, lt.first_message, about)) ORDER BY lt.last_date DESC, lt.thread DESC LIMIT least(p_count, 100)) t
  JOIN message m ON m.id = t.first_message
  ORDER BY t.last_date DESC, t.thread DESC LIMIT least(p_count, 100);
END
$$;

DROP FUNCTION site.search_facets(text, text, text, text, bigint, bigint, boolean, text, text);
REVOKE EXECUTE ON FUNCTION site.search_begin(text, text, text, text, bigint, bigint, boolean, text, text, boolean, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION site.search_begin(text, text, text, text, bigint, bigint, boolean, text, text, boolean, int) TO colporteur_site, colporteur_engine;
GRANT EXECUTE ON FUNCTION search_share(bigint[], timestamptz, timestamptz), search_loose(tsquery), search_window(text, tsquery),
  search_first(tsquery, timestamptz, timestamptz, boolean, int), search_shown(search_hit[], tsquery, boolean, int, int),
  search_counted(search_hit[]) TO colporteur_engine;
GRANT EXECUTE ON FUNCTION search_interest(boolean, text, text, text), lists_about(boolean, text, text, text), post_is_about(bigint, bigint, search_interest),
  search_list(bigint, bigint[], search_interest), search_found(bigint[], search_interest, text, text, text, timestamptz, timestamptz, boolean, int)
  TO colporteur_engine;
