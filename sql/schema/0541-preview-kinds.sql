-- SPDX-License-Identifier: GPL-3.0-or-later
-- What a preview looks at of what waits, the latest five hundred, is counted among what a section asks
-- for. Where five hundred initiatives came last, a section of findings was shown empty, though the
-- letter would have held them. How far away a thing is does not count here: the latest five hundred
-- are of everywhere.

SET LOCAL search_path = colporteur, public;

CREATE OR REPLACE FUNCTION letters_for(p_who bigint, p_places int[], p_interests int[], p_most int)
  RETURNS TABLE (list text, list_title text, reach text, contribution bigint, kind text, title text, language text)
  LANGUAGE plpgsql STABLE SET search_path = colporteur, pg_temp SET plan_cache_mode = force_generic_plan SET jit = off AS $$
#variable_conflict use_column
-- The rules of news-edition-match, news-edition-near-fill and news-letter-choose for one reader: the
-- sections of the list's last letter, or those that an edition has which names none. Of what waits,
-- the latest five hundred that a section asks for by kind, programme or theme.
DECLARE
  mine int[]; -- the reader's places,
  small int[]; -- those that are communes or EPCI,
  wide int[]; -- and those with something inside
  small_wide int[];
  above int[]; -- what they lie in
  small_above int[];
  epcis int[];
  small_epcis int[];
  departements int[];
  themes int[];
  is_simple boolean; -- communes alone
  l record;
  s record;
  c record;
  last bigint;
  since timestamptz;
  from_then timestamptz; -- of a section
  way int; -- for everybody 0, by interest 1, by place 2
  farthest int; -- of those by place
  near int[]; -- what is near lies around one of these, or is what a place lies in
  fitting bigint[]; -- of a section that asks for programmes or themes; NULL: it does not
  taken bigint[];
BEGIN
  -- Most have communes alone.
  SELECT coalesce(array_agg(y.ancestor::int) FILTER (WHERE y.ancestor = t.id), '{}'),
         coalesce(array_agg(y.ancestor::int) FILTER (WHERE y.ancestor <> t.id), '{}'),
         coalesce(array_agg(y.ancestor::int) FILTER (WHERE a.kind = 'epci'), '{}'),
         coalesce(array_agg(y.ancestor::int) FILTER (WHERE a.kind = 'departement'), '{}'),
         coalesce(bool_and(t.kind = 'commune'), true),
         ARRAY(SELECT descendant FROM interest_closure WHERE ancestor = ANY (p_interests)
               UNION SELECT ancestor FROM interest_closure WHERE descendant = ANY (p_interests))
    INTO mine, above, epcis, departements, is_simple, themes
    FROM territory t JOIN territory_closure y ON y.descendant = t.id JOIN territory a ON a.id = y.ancestor
    WHERE t.id = ANY (p_places[:50]);
  small := mine;
  small_above := above;
  small_epcis := epcis;
  wide := '{}';
  small_wide := '{}';
  IF NOT is_simple THEN
    SELECT coalesce(array_agg(x.id) FILTER (WHERE x.is_small), '{}'),
           coalesce(array_agg(x.id) FILTER (WHERE x.is_wide), '{}'),
           coalesce(array_agg(x.id) FILTER (WHERE x.is_wide AND x.is_small), '{}')
      INTO small, wide, small_wide
      FROM (SELECT t.id::int, t.kind IN ('commune', 'epci') AS is_small,
                   EXISTS (SELECT FROM territory_closure o WHERE o.ancestor = t.id AND o.descendant <> t.id) AS is_wide
            FROM territory t WHERE t.id = ANY (mine)) x;
    SELECT coalesce(array_agg(y.ancestor::int) FILTER (WHERE y.ancestor <> y.descendant), '{}'),
           coalesce(array_agg(y.ancestor::int) FILTER (WHERE a.kind = 'epci'), '{}')
      INTO small_above, small_epcis
      FROM territory_closure y JOIN territory a ON a.id = y.ancestor WHERE y.descendant = ANY (small);
  END IF;
  FOR l IN SELECT li.id, li.name, li.title FROM subscription u JOIN list li ON li.id = u.list
           WHERE u.subscriber = p_who AND u.state = 'confirmed' AND li.kind = 'newsletter' AND li.closed_at IS NULL
           ORDER BY li.title, li.name LIMIT 10 LOOP
    list := l.name;
    list_title := l.title;
    SELECT (SELECT e.id FROM edition e WHERE e.list = l.id AND e.sent_at IS NOT NULL ORDER BY e.number DESC LIMIT 1),
           coalesce((SELECT w.at FROM letter_waiting w WHERE w.list = l.id ORDER BY w.at DESC OFFSET 499 LIMIT 1), '-infinity')
      INTO last, since;
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
      fitting := NULL;
      IF s.programmes <> '{}' OR s.interests <> '{}' THEN
        fitting := ARRAY(
          SELECT o.id FROM letter_waiting w JOIN contribution o ON o.id = w.contribution WHERE w.list = l.id
            AND (s.programmes = '{}' OR EXISTS (SELECT FROM unnest(s.programmes) p WHERE plain(p) = plain(o.programme)))
            AND (s.interests = '{}' OR EXISTS (SELECT FROM contribution_interest ci JOIN interest_closure ic ON ic.descendant = ci.interest
                                               WHERE ci.contribution = o.id AND ic.ancestor = ANY (s.interests))));
      END IF;
      from_then := since;
      IF since > '-infinity' AND (s.kinds <> '{}' OR fitting IS NOT NULL) THEN
        from_then := coalesce((
          SELECT w.at FROM letter_waiting w WHERE w.list = l.id AND (s.kinds = '{}' OR w.kind = ANY (s.kinds)) AND (fitting IS NULL OR w.contribution = ANY (fitting))
          ORDER BY w.at DESC OFFSET 499 LIMIT 1), '-infinity');
      END IF;
      way := CASE s.reach WHEN 'everybody' THEN 0 WHEN 'interests' THEN 1 ELSE 2 END;
      reach := CASE WHEN way = 2 THEN 'near' ELSE s.reach END;
      farthest := CASE WHEN way < 2 THEN NULL WHEN s.reach = 'commune' THEN 0 WHEN s.reach = 'epci' THEN 1 WHEN s.reach = 'near' THEN 2 ELSE 3 END;
      near := mine || epcis || CASE WHEN farthest = 3 THEN departements ELSE '{}' END;
      FOR c IN
        SELECT w.contribution, w.kind, w.title, w.language FROM (
          SELECT w.contribution, w.kind, w.title, w.language, w.decided, CASE
              WHEN NOT w.is_local OR way < 2 AND s.sort <> 'nearest' THEN NULL
              WHEN w.communes && mine THEN 0
              WHEN w.small_around && small OR w.small_places && small_above OR w.commune_around && small_epcis
                OR small_wide <> '{}' AND territories_touch(w.small_places, small_wide) THEN 1
              -- Part of both is one thing, where neither is inside the other.
              WHEN w.around && mine OR w.places && above OR w.commune_around && epcis
                OR wide <> '{}' AND territories_touch(w.places, wide) THEN 2
              WHEN w.around && departements THEN 3 END AS distance
          FROM letter_waiting w
          WHERE w.list = l.id AND w.at >= from_then
            AND CASE way WHEN 0 THEN s.local OR NOT w.is_local WHEN 1 THEN w.interests && themes
                  ELSE w.is_local AND (wide <> '{}' OR w.around && near OR w.places && above) END
            AND w.contribution <> ALL (taken) AND (s.kinds = '{}' OR w.kind = ANY (s.kinds)) AND (fitting IS NULL OR w.contribution = ANY (fitting))
          OFFSET 0) w
        WHERE way < 2 OR w.distance <= farthest
        ORDER BY CASE s.sort WHEN 'nearest' THEN w.distance END,
                 CASE s.sort WHEN 'newest' THEN -w.decided WHEN 'oldest' THEN w.decided END,
                 CASE s.sort WHEN 'title' THEN w.title END, w.kind, w.contribution
        LIMIT least(nullif(s.most, 0), p_most - cardinality(taken))
      LOOP
        taken := taken || c.contribution;
        contribution := c.contribution;
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
