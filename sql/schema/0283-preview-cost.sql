-- SPDX-License-Identifier: GPL-3.0-or-later
-- Whatever is in a letter to come is looked up once for all its sections: what the list has not
-- carried, and how near each is, by few marks that are made once for the reader.
SET LOCAL search_path = colporteur, public;

CREATE OR REPLACE FUNCTION site.letter_preview(p_token text, p_places text[], p_interests text[], p_most int)
  RETURNS TABLE (list text, list_title text, reach text, contribution bigint, kind text, title text, language text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = colporteur, pg_temp SET plan_cache_mode = force_generic_plan SET jit = off AS $$
#variable_conflict use_column
-- The rules of news-edition-match, news-edition-near-fill and news-letter-choose for one reader: the
-- sections of the list's last letter, or those that an edition has which names none.
DECLARE
  who bigint := page_person(p_token);
  places bigint[];
  wide bigint[]; -- those with something inside
  marks bigint[];
  mark_distances int[];
  mark_smalls boolean[];
  mark_of_what text[];
  themes bigint[];
  l record;
  s record;
  c record;
  last bigint;
  waiting bigint[];
  kinds text[];
  titles text[];
  languages text[];
  decided bigint[];
  locals boolean[];
  distances int[];
  followed boolean[];
  fitting bigint[]; -- of a section that asks for programmes or themes; NULL: it does not
  taken bigint[];
  n int;
BEGIN
  IF who IS NULL THEN
    RETURN;
  END IF;
  places := ARRAY(SELECT t.id FROM territory t WHERE t.code = ANY (p_places) ORDER BY t.id LIMIT 50);
  wide := ARRAY(SELECT p FROM unnest(places) p WHERE EXISTS (SELECT FROM territory_closure x WHERE x.ancestor = p AND x.descendant <> p));
  -- What tells how near something is by all that it is inside of: the reader's places, and their
  -- départements; for a commune, their EPCI; and what the places are inside of, where that is all.
  SELECT array_agg(x.id), array_agg(x.distance), array_agg(x.is_small), array_agg(x.of_what)
    INTO marks, mark_distances, mark_smalls, mark_of_what
    FROM (
      SELECT a.id, m.of_what, CASE m.of_what WHEN 'departement' THEN 3 ELSE 2 END AS distance, bool_or(r.kind IN ('commune', 'epci')) AS is_small
      FROM unnest(places) p JOIN territory r ON r.id = p JOIN territory_closure y ON y.descendant = r.id JOIN territory a ON a.id = y.ancestor
      CROSS JOIN LATERAL (
        SELECT 'place' WHERE a.id = r.id UNION ALL SELECT 'itself' WHERE a.id <> r.id UNION ALL SELECT a.kind WHERE a.kind IN ('epci', 'departement')) m(of_what)
      GROUP BY 1, 2) x;
  themes := ARRAY(SELECT x FROM interest i, LATERAL (
      SELECT descendant AS x FROM interest_closure WHERE ancestor = i.id
      UNION SELECT ancestor FROM interest_closure WHERE descendant = i.id) c WHERE i.slug = ANY (p_interests));
  FOR l IN SELECT li.id, li.name, li.title FROM subscription u JOIN list li ON li.id = u.list
           WHERE u.subscriber = who AND u.state = 'confirmed' AND li.kind = 'newsletter' AND li.closed_at IS NULL
           ORDER BY li.title, li.name LIMIT 10 LOOP
    list := l.name;
    list_title := l.title;
    last := (SELECT e.id FROM edition e WHERE e.list = l.id AND e.sent_at IS NOT NULL ORDER BY e.number DESC LIMIT 1);
    -- What the list has not carried, the latest first, however much it has.
    WITH w AS MATERIALIZED (
      SELECT w.id, w.kind, w.title, w.language, us(w.decided_at) AS decided, coalesce(w.decided_at, w.proposed_at) AS at FROM contribution w
      WHERE w.state = 'accepted' AND w.id NOT IN (
        SELECT p.contribution FROM edition o JOIN edition_piece p ON p.edition = o.id
        WHERE o.list = l.id AND o.sent_at IS NOT NULL AND p.contribution IS NOT NULL)
      ORDER BY 6 DESC, 1 DESC LIMIT 2000
    ), place AS MATERIALIZED (
      SELECT ct.contribution, t.id, t.kind, t.kind IN ('commune', 'epci') AS is_small
      FROM w JOIN contribution_territory ct ON ct.contribution = w.id JOIN territory t ON t.id = ct.territory
    ), inside AS MATERIALIZED (
      SELECT p.*, y.ancestor FROM place p JOIN territory_closure y ON y.descendant = p.id
    ), near AS (
      SELECT x.contribution, bool_and(x.is_local) AS is_local, min(x.distance) AS distance FROM (
        SELECT p.contribution, p.kind NOT IN ('own', 'region', 'country') AS is_local, NULL::int AS distance FROM place p
        UNION ALL
        SELECT p.contribution, true, CASE
            WHEN p.kind = 'commune' AND p.id = m.id AND m.of_what = 'place' THEN 0
            WHEN p.is_small AND m.is_small THEN m.distance - (m.distance = 2)::int
            ELSE m.distance END
        FROM inside p JOIN unnest(marks, mark_distances, mark_smalls, mark_of_what) m(id, distance, is_small, of_what) ON m.id = p.ancestor
        WHERE CASE m.of_what WHEN 'itself' THEN m.id = p.id WHEN 'epci' THEN p.kind = 'commune' ELSE true END
        UNION ALL
        -- Part of both is one thing, where neither is inside the other.
        SELECT p.contribution, true, CASE WHEN p.is_small AND r.kind IN ('commune', 'epci') THEN 1 ELSE 2 END
        FROM place p JOIN territory r ON r.id = ANY (wide)
        WHERE wide <> '{}' AND EXISTS (SELECT FROM territory_closure x JOIN territory_closure z ON z.descendant = x.descendant
                                       WHERE x.ancestor = p.id AND z.ancestor = r.id)) x
      GROUP BY x.contribution
    )
    SELECT array_agg(x.id), array_agg(x.kind), array_agg(x.title), array_agg(x.language), array_agg(x.decided), array_agg(x.is_local),
           array_agg(x.distance), array_agg(x.is_followed)
      INTO waiting, kinds, titles, languages, decided, locals, distances, followed
      FROM (SELECT w.*, coalesce(near.is_local, false) AS is_local, CASE WHEN near.is_local THEN near.distance END AS distance,
                   w.id IN (SELECT ci.contribution FROM unnest(themes) f JOIN contribution_interest ci ON ci.interest = f) AS is_followed
            FROM w LEFT JOIN near ON near.contribution = w.id ORDER BY w.at DESC, w.id DESC) x;
    taken := '{}';
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
      fitting := NULL;
      IF s.programmes <> '{}' OR s.interests <> '{}' THEN
        fitting := ARRAY(
          SELECT o.id FROM contribution o WHERE o.id = ANY (waiting)
            AND (s.programmes = '{}' OR EXISTS (SELECT FROM unnest(s.programmes) p WHERE plain(p) = plain(o.programme)))
            AND (s.interests = '{}' OR EXISTS (SELECT FROM contribution_interest ci JOIN interest_closure ic ON ic.descendant = ci.interest
                                               WHERE ci.contribution = o.id AND ic.ancestor = ANY (s.interests))));
      END IF;
      reach := CASE WHEN s.reach IN ('everybody', 'interests') THEN s.reach ELSE 'near' END;
      FOR c IN
        SELECT w.* FROM (
          SELECT w.* FROM unnest(waiting, kinds, titles, languages, decided, locals, distances, followed)
            WITH ORDINALITY w(id, kind, title, language, decided, is_local, distance, is_followed, place)
          WHERE w.id <> ALL (taken)
            AND (s.kinds = '{}' OR w.kind = ANY (s.kinds)) AND (fitting IS NULL OR w.id = ANY (fitting))
          ORDER BY w.place LIMIT 500) w
        WHERE CASE s.reach
          WHEN 'everybody' THEN s.local OR NOT w.is_local
          WHEN 'interests' THEN w.is_followed
          ELSE w.distance <= CASE s.reach WHEN 'commune' THEN 0 WHEN 'epci' THEN 1 WHEN 'near' THEN 2 ELSE 3 END END
        ORDER BY CASE s.sort WHEN 'nearest' THEN w.distance END,
                 CASE s.sort WHEN 'newest' THEN -w.decided WHEN 'oldest' THEN w.decided END,
                 CASE s.sort WHEN 'title' THEN w.title END, w.kind, w.id
      LOOP
        EXIT WHEN s.most > 0 AND n >= s.most OR cardinality(taken) >= p_most;
        taken := taken || c.id;
        n := n + 1;
        contribution := c.id;
        kind := c.kind;
        title := c.title;
        language := c.language;
        RETURN NEXT;
      END LOOP;
      EXIT WHEN cardinality(taken) >= p_most;
    END LOOP;
    IF taken = '{}' THEN
      RETURN QUERY SELECT l.name, l.title, ''::text, 0::bigint, ''::text, ''::text, ''::text;
    END IF;
  END LOOP;
END
$$;
