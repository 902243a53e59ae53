-- SPDX-License-Identifier: GPL-3.0-or-later
-- A search for a phrase, a subject or an author looks as far as any other first, and four times as far
-- only where that did not give enough.

SET LOCAL search_path = colporteur, public;

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
