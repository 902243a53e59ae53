-- SPDX-License-Identifier: GPL-3.0-or-later
-- A search looks into each message once, and into no text for words that it does not have.

SET LOCAL search_path = colporteur, public;

CREATE INDEX message_with_attachment ON message (date DESC, id DESC) WHERE attachments > 0;
COMMENT ON INDEX message_with_attachment IS 'the newest that have attachments: few of many';

CREATE FUNCTION search_within(q tsquery, p_weight text) RETURNS tsquery LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  RETURN regexp_replace(q::text, '(''(?:[^'']|'''')*'')', '\1:' || p_weight, 'g')::tsquery;
END
$$;
COMMENT ON FUNCTION search_within(tsquery, text) IS 'the same words where they have this weight: A in the subject, C in the name of who wrote it';

CREATE OR REPLACE FUNCTION search_pattern(q tsquery) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
-- A stem is its word's beginning, but for the last letter of some ("frequent" of "fréquence", "energi"
-- of "energy"), and for accents, of which it has none.
BEGIN
  RETURN (SELECT '(?i)(?:^|[^a-z0-9à-ÿ])(?:' || string_agg(DISTINCT letters, '|') || ')'
    FROM regexp_matches(querytree(q), '''([^'']{2,})''', 'g') w
    CROSS JOIN LATERAL (
      SELECT string_agg(CASE letter WHEN 'a' THEN '[aàâäÀÂÄ]' WHEN 'c' THEN '[cçÇ]' WHEN 'e' THEN '[eéèêëÉÈÊË]' WHEN 'i' THEN '[iîïÎÏ]'
                                    WHEN 'o' THEN '[oôöÔÖ]' WHEN 'u' THEN '[uùûüÙÛÜ]' WHEN 'n' THEN '[nñÑ]'
                                    ELSE regexp_replace(letter, '([^[:alnum:]])', '\\\1') END, '' ORDER BY place) AS letters
      FROM regexp_split_to_table(CASE WHEN length(w[1]) > 4 THEN left(w[1], -1) ELSE w[1] END, '') WITH ORDINALITY l(letter, place)) s);
END
$$;

CREATE OR REPLACE FUNCTION search_window(body text, pattern text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  place int := regexp_instr(left(body, 8000), pattern);
BEGIN
  IF place = 0 THEN
    RETURN NULL;
  ELSIF place < 300 THEN
    RETURN left(body, 500);
  END IF;
  RETURN substr(body, place - 150 + strpos(substr(body, place - 150, 100), ' '), 500);
END
$$;
COMMENT ON FUNCTION search_window(text, text) IS 'some hundred characters of a text, which likely have what was looked for; NULL for one that does not seem to have it';

CREATE OR REPLACE FUNCTION search_snippet(body text, q tsquery, pattern text) RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
-- Each word that is looked at costs: those near the first that looks right, as French, then as English
-- ("energie" finds "energy"), and those of the beginning where it only looked so. A text that was found
-- by its subject or author is shown as it begins.
DECLARE
  options CONSTANT text := E'StartSel="\x01", StopSel="\x02", MinWords=15, MaxWords=35, ShortWord=2, MaxFragments=2, FragmentDelimiter=" … "';
  near text := colporteur.search_window(body, pattern);
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

-- Where a word stands is asked with the word: its vector is unpacked once, and not copied.
CREATE OR REPLACE FUNCTION search_found(p_lists bigint[], p_about search_interest, p_words text, p_subject text, p_from text, p_after timestamptz, p_before timestamptz,
                             p_attachment boolean, p_most int)
  RETURNS TABLE (id bigint, date timestamptz, list bigint)
  LANGUAGE plpgsql STABLE SET search_path = colporteur, pg_temp SET plan_cache_mode = force_custom_plan
  SET cpu_operator_cost = 0.25 SET random_page_cost = 1.1 SET enable_seqscan = off SET max_parallel_workers_per_gather = 0 SET jit = off AS $$
#variable_conflict use_column
-- The newest that match, at most p_most. Where these lists have much of the archive, the newest of the
-- archive are looked for, and which of them are theirs is asked of what comes first alone; so is what
-- takes looking into a message: who wrote it, its subject, whether words follow each other. Where that
-- did not give enough, four times as many are looked for. After that, and for a list that is a small
-- part, each message is asked everything, which the planner has to be told is dear. What is about an
-- interest is few among many: it is looked up by its topics where posts are about it by them alone, and
-- without words list by list too.
DECLARE
  q tsquery := search_query(p_words);
  in_subject tsquery := search_query(p_subject);
  in_author tsquery := plainto_tsquery('pg_catalog.simple', plain(p_from));
  wanted tsquery := q;
  exact tsquery := q;
  loose tsquery;
  share int;
  step int;
  reach int;
  plain_words boolean;
  first bigint[];
  seen int := 0;
  shown int := 0;
  n int;
BEGIN
  wanted := coalesce(wanted && in_subject, wanted, in_subject);
  wanted := coalesce(wanted && in_author, wanted, in_author);
  exact := coalesce(exact && search_within(in_subject, 'A'), exact, search_within(in_subject, 'A'));
  exact := coalesce(exact && search_within(in_author, 'C'), exact, search_within(in_author, 'C'));
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
  IF share >= 25 THEN
    loose := search_loose(wanted);
    step := p_most * 100 / share + 50;
    plain_words := in_subject IS NULL AND in_author IS NULL AND loose IS NOT DISTINCT FROM wanted;
    reach := step;
    LOOP
      first := search_first(loose, p_after, p_before, p_attachment, reach);
      FOR low IN seen + 1 .. cardinality(first) BY step LOOP
        RETURN QUERY
          SELECT f.id, l.date, l.list
          FROM unnest(first[low : low + step - 1]) WITH ORDINALITY f(id, place),
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
      END LOOP;
      IF cardinality(first) < reach THEN
        RETURN;
      END IF;
      EXIT WHEN plain_words OR reach > step;
      seen := reach;
      reach := step * 4;
    END LOOP;
  END IF;
  IF cardinality(p_lists) = 1 THEN
    RETURN QUERY
      SELECT p.message, p.date, p.list FROM post p JOIN message m ON m.id = p.message
      WHERE p.list = p_lists[1] AND (p_after IS NULL OR p.date >= p_after) AND (p_before IS NULL OR p.date < p_before)
        AND m.search @@ exact
        AND (NOT p_attachment OR m.attachments > 0)
        AND (p_about.below IS NULL OR post_is_about(p.list, p.message, p_about))
      ORDER BY p.date DESC, p.message DESC OFFSET shown LIMIT p_most - shown;
  ELSE
    RETURN QUERY
      SELECT m.id, m.date, l.list FROM message m, LATERAL search_list(m.id, p_lists, p_about) l
      WHERE (p_after IS NULL OR m.date >= p_after) AND (p_before IS NULL OR m.date < p_before)
        AND (exact IS NULL OR m.search @@ exact)
        AND (NOT p_attachment OR m.attachments > 0)
      ORDER BY m.date DESC, m.id DESC OFFSET shown LIMIT p_most - shown;
  END IF;
END
$$;

REVOKE EXECUTE ON FUNCTION search_within(tsquery, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search_within(tsquery, text) TO colporteur_engine;
