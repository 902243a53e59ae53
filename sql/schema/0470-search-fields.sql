-- SPDX-License-Identifier: GPL-3.0-or-later
-- Subjects and authors are looked up in indexes of their own. "from:list" looked into each of the 50,000
-- messages that have the word anywhere, and found 150 in 740 ms; "subject:list" took 190.

SET LOCAL search_path = colporteur, public;

-- What was filed last is read whole by each search: little of it, since there are few words a message.
CREATE INDEX message_subject_words ON message USING gin (ts_filter(search, '{a}')) WITH (gin_pending_list_limit = 256);
COMMENT ON INDEX message_subject_words IS 'for "subject:"';
CREATE INDEX message_author_words ON message USING gin (ts_filter(search, '{c}')) WITH (gin_pending_list_limit = 256);
COMMENT ON INDEX message_author_words IS 'for "from:"';

CREATE OR REPLACE FUNCTION search_settle() RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
  SELECT gin_clean_pending_list('colporteur.message_search') + gin_clean_pending_list('colporteur.message_subject_words')
    + gin_clean_pending_list('colporteur.message_author_words')
$$;

CREATE FUNCTION search_is_dense(q tsquery, p_after timestamptz, p_before timestamptz) RETURNS boolean
  LANGUAGE plpgsql STABLE SET search_path = colporteur, pg_temp SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  RETURN (SELECT count(*) FILTER (WHERE n.search @@ q) >= 10
    FROM (SELECT m.search FROM message m WHERE (p_after IS NULL OR m.date >= p_after) AND (p_before IS NULL OR m.date < p_before)
          ORDER BY m.date DESC, m.id DESC LIMIT 50) n);
END
$$;
COMMENT ON FUNCTION search_is_dense(tsquery, timestamptz, timestamptz) IS 'whether a fifth of the newest match: then enough are met soon on the way down from the latest';

CREATE OR REPLACE FUNCTION search_found(p_lists bigint[], p_about search_interest, p_words text, p_subject text, p_from text, p_after timestamptz, p_before timestamptz,
                             p_attachment boolean, p_most int)
  RETURNS TABLE (id bigint, date timestamptz, list bigint)
  LANGUAGE plpgsql STABLE SET search_path = colporteur, pg_temp SET plan_cache_mode = force_custom_plan
  SET cpu_operator_cost = 0.25 SET random_page_cost = 1.1 SET enable_seqscan = off SET max_parallel_workers_per_gather = 0 SET jit = off AS $$
#variable_conflict use_column
-- The newest that match, at most p_most. Where these lists have much of the archive, the newest of the
-- archive are looked for, and which of them are theirs is asked of what comes first alone; so is what
-- takes looking into a message: who wrote it, its subject, whether words follow each other. Where that
-- did not give enough, as many more are looked for as seem to be needed, or all where few match. For a
-- list that is a small part, each message is asked everything, which the planner has to be told is dear.
-- What is about an interest is few among many: it is looked up by its topics where posts are about it by
-- them alone, and without words list by list too. Subjects and authors have indexes of their own; only
-- where many of them match are they met on the way down from the latest.
DECLARE
  q tsquery := search_query(p_words);
  in_subject tsquery := search_query(p_subject);
  in_author tsquery := plainto_tsquery('pg_catalog.simple', plain(p_from));
  wanted tsquery := q;
  exact tsquery := q;
  loose tsquery;
  share int;
  lot int;
  low int;
  reach int;
  plain_words boolean;
  fields boolean;
  first bigint[];
  shown int := 0;
  n int;
BEGIN
  wanted := coalesce(wanted && in_subject, wanted, in_subject);
  wanted := coalesce(wanted && in_author, wanted, in_author);
  exact := coalesce(exact && search_within(in_subject, 'A'), exact, search_within(in_subject, 'A'));
  exact := coalesce(exact && search_within(in_author, 'C'), exact, search_within(in_author, 'C'));
  -- Words of no meaning alone ("le", "of") find nothing, rather than everything.
  IF (q IS NOT NULL AND numnode(q) = 0) OR numnode(wanted) = 0 OR cardinality(p_lists) = 0 THEN
    RETURN;
  END IF;
  in_subject := CASE WHEN numnode(in_subject) > 0 THEN in_subject END;
  in_author := CASE WHEN numnode(in_author) > 0 THEN in_author END;
  fields := in_subject IS NOT NULL OR in_author IS NOT NULL;
  IF p_about.below IS NOT NULL AND (wanted IS NULL OR cardinality(p_about.lists) = 0) THEN
    RETURN QUERY
      WITH hit AS (
        (SELECT p.message, p.date, p.list FROM post p JOIN message m ON m.id = p.message
         WHERE p.list = ANY (p_lists)
           AND EXISTS (SELECT FROM post_topic t WHERE t.list = p.list AND t.message = p.message AND t.interest = ANY (p_about.below))
           AND (exact IS NULL OR m.search @@ exact)
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
  IF share >= 25 AND (NOT fields OR search_is_dense(exact, p_after, p_before)) THEN
    loose := search_loose(wanted);
    plain_words := NOT fields AND loose IS NOT DISTINCT FROM wanted;
    lot := p_most * CASE WHEN plain_words THEN 100 ELSE 150 END / share + 50;
    low := 1;
    reach := lot;
    LOOP
      first := search_first(loose, p_after, p_before, p_attachment, reach);
      WHILE low <= cardinality(first) LOOP
        RETURN QUERY
          SELECT f.id, l.date, l.list
          FROM unnest(first[low : low + lot - 1]) WITH ORDINALITY f(id, place),
          LATERAL (SELECT min(p.date) AS date, min(p.list) AS list FROM post p WHERE p.message = f.id AND p.list = ANY (p_lists)
                   AND (p_about.below IS NULL OR post_is_about(p.list, p.message, p_about))) l
          WHERE l.list IS NOT NULL AND (plain_words OR EXISTS (
            SELECT FROM message m WHERE m.id = f.id AND (m.search @@ exact) IS NOT FALSE)) -- so that no index is asked again
          ORDER BY f.place LIMIT p_most - shown;
        GET DIAGNOSTICS n = ROW_COUNT;
        shown := shown + n;
        IF shown = p_most THEN
          RETURN;
        END IF;
        low := low + lot;
        lot := lot * 2;
      END LOOP;
      IF reach IS NULL OR cardinality(first) < reach THEN
        RETURN;
      END IF;
      low := reach + 1;
      reach := CASE WHEN shown * 20 > reach THEN reach + reach * (p_most - shown) / shown * 3 / 2 + 50 END;
      EXIT WHEN fields AND reach IS NULL;
    END LOOP;
  END IF;
  IF fields THEN
    RETURN QUERY
      WITH hit AS MATERIALIZED (
        SELECT m.id, m.date FROM message m
        WHERE (in_subject IS NULL OR ts_filter(m.search, '{a}') @@ in_subject) AND (in_author IS NULL OR ts_filter(m.search, '{c}') @@ in_author)
          AND (q IS NULL OR m.search @@ q)
          AND (p_after IS NULL OR m.date >= p_after) AND (p_before IS NULL OR m.date < p_before) AND (NOT p_attachment OR m.attachments > 0)
      )
      SELECT h.id, l.date, l.list
      FROM (SELECT * FROM hit ORDER BY date DESC, id DESC) h,
      LATERAL (SELECT min(p.date) AS date, min(p.list) AS list FROM post p WHERE p.message = h.id AND p.list = ANY (p_lists)
               AND (p_about.below IS NULL OR post_is_about(p.list, p.message, p_about))) l
      WHERE l.list IS NOT NULL
      ORDER BY h.date DESC, h.id DESC OFFSET shown LIMIT p_most - shown;
    RETURN;
  END IF;
  IF cardinality(p_lists) = 1 THEN
    RETURN QUERY
      SELECT p.message, p.date, p.list FROM post p JOIN message m ON m.id = p.message
      WHERE p.list = p_lists[1] AND (p_after IS NULL OR p.date >= p_after) AND (p_before IS NULL OR p.date < p_before)
        AND m.search @@ q
        AND (NOT p_attachment OR m.attachments > 0)
        AND (p_about.below IS NULL OR post_is_about(p.list, p.message, p_about))
      ORDER BY p.date DESC, p.message DESC LIMIT p_most;
  ELSE
    RETURN QUERY
      SELECT m.id, m.date, l.list FROM message m, LATERAL search_list(m.id, p_lists, p_about) l
      WHERE (p_after IS NULL OR m.date >= p_after) AND (p_before IS NULL OR m.date < p_before)
        AND (q IS NULL OR m.search @@ q)
        AND (NOT p_attachment OR m.attachments > 0)
      ORDER BY m.date DESC, m.id DESC LIMIT p_most;
  END IF;
END
$$;

-- --- what a result shows ---

CREATE FUNCTION search_letters(p_stem text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
-- A stem is its word's beginning, but for the last letter of some ("frequent" of "fréquence", "energi"
-- of "energy"), and for accents, of which it has none.
  SELECT string_agg(CASE letter WHEN 'a' THEN '[aàâäÀÂÄ]' WHEN 'c' THEN '[cçÇ]' WHEN 'e' THEN '[eéèêëÉÈÊË]' WHEN 'i' THEN '[iîïÎÏ]'
                                WHEN 'o' THEN '[oôöÔÖ]' WHEN 'u' THEN '[uùûüÙÛÜ]' WHEN 'n' THEN '[nñÑ]'
                                ELSE regexp_replace(letter, '([^[:alnum:]])', '\\\1') END, '' ORDER BY place)
  FROM regexp_split_to_table(CASE WHEN length(p_stem) > 4 THEN left(p_stem, -1) ELSE p_stem END, '') WITH ORDINALITY l(letter, place)
$$;
COMMENT ON FUNCTION search_letters(text) IS 'a regular expression for how words of a stem begin';

CREATE OR REPLACE FUNCTION search_pattern(q tsquery) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RETURN (SELECT '(?i)(?:^|[^a-z0-9à-ÿ])(?:' || string_agg(DISTINCT colporteur.search_letters(w[1]), '|') || ')'
    FROM regexp_matches(querytree(q), '''([^'']{2,})''', 'g') w);
END
$$;

CREATE FUNCTION search_phrase_pattern(q tsquery) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
-- Between two words of a phrase there may be some of no meaning.
BEGIN
  RETURN (SELECT '(?i)(?:^|[^a-z0-9à-ÿ])(?:' || string_agg(DISTINCT letters, '|') || ')'
    FROM regexp_matches(querytree(q), '''[^'']{2,}''(?: <[-0-9]+> ''[^'']{2,}'')+', 'g') p
    CROSS JOIN LATERAL (
      SELECT string_agg(colporteur.search_letters(w.m[1]), '\S*[\s>]+(?:\S+\s+){0,3}' ORDER BY w.place) AS letters
      FROM regexp_matches(p[1], '''([^'']+)''', 'g') WITH ORDINALITY w(m, place)) l);
END
$$;
COMMENT ON FUNCTION search_phrase_pattern(tsquery) IS 'where phrases of a query likely begin, by letters alone; NULL without phrases';

DROP FUNCTION search_snippet(text, tsquery, text);
CREATE FUNCTION search_snippet(body text, q tsquery, pattern text, phrase text) RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
-- Each word that is looked at costs: those near the first that looks right, as French, then as English
-- ("energie" finds "energy"), and those of the beginning where it only looked so. A text that was found
-- by its subject or author is shown as it begins. A phrase is looked for before its words.
DECLARE
  options CONSTANT text := E'StartSel="\x01", StopSel="\x02", MinWords=15, MaxWords=35, ShortWord=2, MaxFragments=2, FragmentDelimiter=" … "';
  near text := coalesce(colporteur.search_window(body, phrase), colporteur.search_window(body, pattern));
  snippet text;
BEGIN
  IF near IS NULL THEN
    RETURN substring(left(colporteur.search_prose(left(body, 500)), 250) FROM '^(?:\S+ ){0,23}\S*');
  END IF;
  near := colporteur.search_prose(near);
  snippet := ts_headline('colporteur.french', near, q, options);
  IF strpos(snippet, E'\x01') = 0 THEN
    snippet := ts_headline('colporteur.english', near, q, options);
  END IF;
  IF strpos(snippet, E'\x01') = 0 AND length(body) > 500 THEN
    snippet := ts_headline('colporteur.french', colporteur.search_prose(left(body, 4000)), q, options);
  END IF;
  RETURN snippet;
END
$$;
COMMENT ON FUNCTION search_snippet(text, tsquery, text, text) IS
  'what a result shows of a text; marks are control characters, which C turns into HTML after it has escaped the text; the patterns are made of the query once for all results';

-- Any of the words is marked: all of them are seldom within some hundred characters.
CREATE OR REPLACE FUNCTION search_shown(p_found search_hit[], q tsquery, p_newest boolean, p_skip int, p_count int)
  RETURNS TABLE (list_name text, list_title text, language text, message bigint, message_id text, link text, subject text, from_name text,
                 date timestamptz, changed_at timestamptz, snippet text)
  LANGUAGE plpgsql STABLE SET search_path = colporteur, pg_temp SET jit = off AS $$
#variable_conflict use_column
DECLARE
  words tsquery := search_any(q);
  pattern text := search_pattern(q);
  phrase text := search_phrase_pattern(q);
BEGIN
  RETURN QUERY
    WITH best AS MATERIALIZED (
      SELECT f.*, CASE WHEN p_newest OR coalesce(numnode(q), 0) = 0 THEN 0 ELSE ts_rank(m.search, words) END AS rank
      FROM unnest(p_found) f JOIN message m ON m.id = f.id
      ORDER BY rank DESC, f.date DESC, f.id DESC OFFSET p_skip LIMIT least(p_count, 100)
    )
    SELECT l.name, l.title, l.language, m.id, m.message_id, m.link, m.subject, m.from_name, b.date, m.changed_at, search_snippet(m.body, words, pattern, phrase)
    FROM best b JOIN message m ON m.id = b.id JOIN list l ON l.id = b.list
    ORDER BY b.rank DESC, b.date DESC, b.id DESC;
END
$$;

-- Years are counted as numbers: to write each out took longer than all else that is counted.
CREATE OR REPLACE FUNCTION search_counted(p_found search_hit[]) RETURNS TABLE (facet text, value text, label text, messages bigint)
  LANGUAGE plpgsql STABLE SET search_path = colporteur, pg_temp SET jit = off AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
    WITH found AS MATERIALIZED (
      SELECT f.id, f.date, f.list FROM unnest(p_found) f
    ), counted AS (
      SELECT 'list' AS facet, l.name AS value, l.title AS label, count(*) AS n FROM found f JOIN list l ON l.id = f.list GROUP BY l.id
      UNION ALL
      SELECT 'year', y.year::text, y.year::text, y.n FROM (SELECT extract(year FROM f.date)::int AS year, count(*) AS n FROM found f GROUP BY 1) y
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
    FROM search_shown(found, search_query(nullif(concat_ws(' ', p_words, p_subject), '')), p_newest, 0, p_count) s;
  RETURN QUERY SELECT c.facet, c.value, c.label, c.messages, '', '', '', '', '', timestamptz 'epoch', ''
    FROM search_counted(found) c;
END
$$;

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
    search_query(nullif(concat_ws(' ', p_words, p_subject), '')), p_newest, p_skip, p_count);
END
$$;

REVOKE EXECUTE ON FUNCTION search_is_dense(tsquery, timestamptz, timestamptz), search_letters(text),
  search_phrase_pattern(tsquery), search_snippet(text, tsquery, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search_is_dense(tsquery, timestamptz, timestamptz), search_letters(text),
  search_phrase_pattern(tsquery), search_snippet(text, tsquery, text, text) TO colporteur_engine;
