-- SPDX-License-Identifier: GPL-3.0-or-later
-- The pages of people without an account, each in few milliseconds of the database's time.

SET LOCAL search_path = colporteur, public;

CREATE OR REPLACE FUNCTION site.letter_preview(p_token text, p_places text[], p_interests text[], p_most int)
  RETURNS TABLE (list text, list_title text, reach text, contribution bigint, kind text, title text, language text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = colporteur, pg_temp SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
-- The rules of news-edition-match, news-edition-near-fill and news-letter-choose for one reader: the
-- sections of the list's last letter, or those that an edition has which names none.
DECLARE
  who bigint := page_person(p_token);
  places bigint[] := ARRAY(SELECT t.id FROM territory t WHERE t.code = ANY (p_places) ORDER BY t.id LIMIT 50);
  themes bigint[] := ARRAY(SELECT DISTINCT x FROM interest i, LATERAL (
      SELECT descendant AS x FROM interest_closure WHERE ancestor = i.id
      UNION ALL SELECT ancestor FROM interest_closure WHERE descendant = i.id) c WHERE i.slug = ANY (p_interests));
  l record;
  s record;
  c record;
  last bigint;
  waiting bigint[];
  local bigint[];
  near_ids bigint[];
  near_distances int[];
  taken bigint[];
  shown int;
  n int;
BEGIN
  FOR l IN SELECT li.id, li.name, li.title FROM subscription u JOIN list li ON li.id = u.list
           WHERE u.subscriber = who AND u.state = 'confirmed' AND li.kind = 'newsletter' AND li.closed_at IS NULL
           ORDER BY li.title, li.name LIMIT 10 LOOP
    last := (SELECT e.id FROM edition e WHERE e.list = l.id AND e.sent_at IS NOT NULL ORDER BY e.number DESC LIMIT 1);
    -- Once for all sections: what the list has not carried, however much it has.
    waiting := ARRAY(
      SELECT w.id FROM contribution w
      WHERE w.state = 'accepted' AND w.id NOT IN (
        SELECT p.contribution FROM edition o JOIN edition_piece p ON p.edition = o.id
        WHERE o.list = l.id AND o.sent_at IS NOT NULL AND p.contribution IS NOT NULL)
      ORDER BY coalesce(w.decided_at, w.proposed_at) DESC, w.id DESC LIMIT 2000);
    local := ARRAY(
      SELECT ct.contribution FROM contribution_territory ct JOIN territory t ON t.id = ct.territory
      WHERE ct.contribution = ANY (waiting) GROUP BY 1 HAVING NOT bool_or(t.kind IN ('own', 'region', 'country')));
    WITH r AS MATERIALIZED (
      SELECT t.id, t.kind,
             ARRAY(SELECT e.id FROM territory_closure y JOIN territory e ON e.id = y.ancestor AND e.kind = 'epci' WHERE y.descendant = t.id) AS epcis,
             ARRAY(SELECT d.id FROM territory_closure y JOIN territory d ON d.id = y.ancestor AND d.kind = 'departement'
                   WHERE y.descendant = t.id) AS departements
      FROM territory t WHERE t.id = ANY (places))
    SELECT array_agg(x.contribution), array_agg(x.distance) INTO near_ids, near_distances FROM (
      SELECT ct.contribution, min(CASE
          WHEN a.kind = 'commune' AND a.id = r.id THEN 0
          WHEN EXISTS (SELECT FROM territory_closure x JOIN territory_closure y ON y.descendant = x.descendant
                       WHERE x.ancestor = a.id AND y.ancestor = r.id)
            OR a.kind = 'commune' AND EXISTS (SELECT FROM territory_closure x WHERE x.descendant = a.id AND x.ancestor = ANY (r.epcis))
          THEN CASE WHEN a.kind IN ('commune', 'epci') AND r.kind IN ('commune', 'epci') THEN 1 ELSE 2 END
          WHEN EXISTS (SELECT FROM territory_closure x WHERE x.descendant = a.id AND x.ancestor = ANY (r.departements))
          THEN 3 END) AS distance
      FROM contribution_territory ct JOIN territory a ON a.id = ct.territory CROSS JOIN r
      WHERE ct.contribution = ANY (local) GROUP BY 1) x
    WHERE x.distance IS NOT NULL;
    taken := '{}';
    shown := 0;
    FOR s IN
      SELECT x.* FROM (
        SELECT es.number, es.reach, es.local, es.kinds, es.interests, es.programmes, es.sort, es.most FROM edition_section es WHERE es.edition = last
        UNION ALL
        SELECT d.number, d.reach, false, '{}'::text[], '{}'::bigint[], '{}'::text[], d.sort, 0
        FROM (VALUES (0, 'everybody', 'kind'), (1, 'near', 'nearest'), (2, 'interests', 'kind')) d(number, reach, sort)
        WHERE NOT EXISTS (SELECT FROM edition_section es WHERE es.edition = last)) x
      ORDER BY x.number
    LOOP
      n := 0;
      FOR c IN
        WITH fitting AS MATERIALIZED (
          SELECT w.* FROM contribution w
          WHERE w.id = ANY (waiting) AND w.id <> ALL (taken)
            AND (s.kinds = '{}' OR w.kind = ANY (s.kinds))
            AND (s.programmes = '{}' OR EXISTS (SELECT FROM unnest(s.programmes) p WHERE plain(p) = plain(w.programme)))
            AND (s.interests = '{}' OR EXISTS (SELECT FROM contribution_interest ci JOIN interest_closure ic ON ic.descendant = ci.interest
                                               WHERE ci.contribution = w.id AND ic.ancestor = ANY (s.interests)))
          ORDER BY coalesce(w.decided_at, w.proposed_at) DESC, w.id DESC LIMIT 500)
        SELECT w.id, w.kind, w.title, w.language, near.distance
        FROM fitting w
        LEFT JOIN unnest(near_ids, near_distances) near(id, distance) ON near.id = w.id
        WHERE CASE s.reach
          WHEN 'everybody' THEN s.local OR w.id <> ALL (local)
          WHEN 'interests' THEN EXISTS (SELECT FROM contribution_interest ci WHERE ci.contribution = w.id AND ci.interest = ANY (themes))
          ELSE near.distance <= CASE s.reach WHEN 'commune' THEN 0 WHEN 'epci' THEN 1 WHEN 'near' THEN 2 ELSE 3 END END
        ORDER BY CASE s.sort WHEN 'nearest' THEN near.distance END,
                 CASE s.sort WHEN 'newest' THEN -us(w.decided_at) WHEN 'oldest' THEN us(w.decided_at) END,
                 CASE s.sort WHEN 'title' THEN w.title END, w.kind, w.id
      LOOP
        EXIT WHEN s.most > 0 AND n >= s.most OR shown >= p_most;
        taken := taken || c.id;
        n := n + 1;
        shown := shown + 1;
        RETURN QUERY SELECT l.name, l.title, CASE WHEN s.reach IN ('everybody', 'interests') THEN s.reach ELSE 'near' END, c.id, c.kind, c.title, c.language;
      END LOOP;
      EXIT WHEN shown >= p_most;
    END LOOP;
    IF shown = 0 THEN
      RETURN QUERY SELECT l.name, l.title, ''::text, 0::bigint, ''::text, ''::text, ''::text;
    END IF;
  END LOOP;
END
$$;

-- Each way by its index, in place of looking at every territory; and the same as before, where a
-- function in SQL was planned anew at each call.
CREATE OR REPLACE FUNCTION site.territory_named(p_word text) RETURNS TABLE (code text, kind text, name text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
    SELECT t.code, t.kind, t.name
    FROM (SELECT id, 1 AS rank FROM territory WHERE code = p_word
          UNION ALL SELECT id, 2 FROM territory WHERE slug = p_word
          UNION ALL SELECT territory, 3 FROM territory_former_code WHERE code = p_word) hit
    JOIN territory t ON t.id = hit.id ORDER BY hit.rank, t.code LIMIT 1;
END
$$;

CREATE OR REPLACE FUNCTION site.me_zone(p_token text) RETURNS text
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
BEGIN
  RETURN (SELECT coalesce(time_zone, '') FROM subscriber WHERE id = page_person(p_token));
END
$$;

-- Planning took longer than what was planned: these look a few rows up by keys, so that a plan that
-- is made once for any argument is as good as one made for each. Searches are not among them.
DO $$
DECLARE
  f regprocedure;
BEGIN
  FOR f IN SELECT oid FROM pg_proc WHERE pronamespace = 'site'::regnamespace
    AND (proname IN ('places', 'places_named', 'territory_named', 'threads_about',
                     'subscribe', 'subscribe_ask', 'subscribe_confirm', 'unsubscribe', 'unsubscribe_ask', 'unsubscribe_instead',
                     'erase', 'erase_ask', 'address_ask', 'address_decide', 'archive_open', 'archive_ask', 'contribute')
         OR proname = 'me' OR proname LIKE 'me\_%') LOOP
    EXECUTE format('ALTER FUNCTION %s SET plan_cache_mode = force_generic_plan', f);
  END LOOP;
END
$$;
