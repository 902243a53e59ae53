-- SPDX-License-Identifier: GPL-3.0-or-later
-- What waits to appear in a letter is laid out when it is accepted, not for each reader who looks: a
-- preview walked from every contribution to all that its places lie in, 2 of its 3 ms.

SET LOCAL search_path = colporteur, public;

CREATE TABLE letter_waiting (
  list bigint NOT NULL REFERENCES list ON DELETE CASCADE,
  contribution bigint NOT NULL REFERENCES contribution ON DELETE CASCADE,
  at timestamptz NOT NULL,
  decided bigint,
  kind text NOT NULL,
  title text NOT NULL,
  language text NOT NULL,
  is_local boolean NOT NULL,
  communes int[] NOT NULL,
  places int[] NOT NULL,
  small_places int[] NOT NULL,
  around int[] NOT NULL,
  small_around int[] NOT NULL,
  commune_around int[] NOT NULL,
  interests int[] NOT NULL,
  PRIMARY KEY (list, contribution)
);
COMMENT ON TABLE letter_waiting IS 'accepted contributions that a newsletter has not carried, laid out for previews; made anew from the others at any time by letter_waiting_fill()';
COMMENT ON COLUMN letter_waiting.list IS 'which newsletter';
COMMENT ON COLUMN letter_waiting.contribution IS 'which contribution';
COMMENT ON COLUMN letter_waiting.at IS 'since when; the latest go first';
COMMENT ON COLUMN letter_waiting.decided IS 'when it was accepted, in microseconds since the epoch; NULL: not known';
COMMENT ON COLUMN letter_waiting.kind IS 'finding or initiative';
COMMENT ON COLUMN letter_waiting.title IS 'its title, without addresses';
COMMENT ON COLUMN letter_waiting.language IS 'its language';
COMMENT ON COLUMN letter_waiting.is_local IS 'it has places, and none of them is wider than a département';
COMMENT ON COLUMN letter_waiting.communes IS 'those of its places that are communes';
COMMENT ON COLUMN letter_waiting.places IS 'its places';
COMMENT ON COLUMN letter_waiting.small_places IS 'those that are communes or EPCI';
COMMENT ON COLUMN letter_waiting.around IS 'its places and all that they lie in';
COMMENT ON COLUMN letter_waiting.small_around IS 'its small places and all that they lie in';
COMMENT ON COLUMN letter_waiting.commune_around IS 'its communes and all that they lie in';
COMMENT ON COLUMN letter_waiting.interests IS 'its themes';
CREATE INDEX letter_waiting_latest ON letter_waiting (list, at, contribution);
COMMENT ON INDEX letter_waiting_latest IS 'what a letter may hold, the latest first';
CREATE INDEX letter_waiting_contribution ON letter_waiting (contribution);
COMMENT ON INDEX letter_waiting_contribution IS 'where a contribution waits';

CREATE FUNCTION letter_waiting_fill(p_lists bigint[], p_contributions bigint[]) RETURNS void LANGUAGE plpgsql
  SET search_path = colporteur, pg_temp AS $$
BEGIN
  DELETE FROM letter_waiting w WHERE (p_lists IS NULL OR w.list = ANY (p_lists)) AND (p_contributions IS NULL OR w.contribution = ANY (p_contributions));
  INSERT INTO letter_waiting
    SELECT l.id, c.id, coalesce(c.decided_at, c.proposed_at), us(c.decided_at), c.kind, site.without_addresses(c.title), c.language,
           coalesce(p.is_local, false), coalesce(p.communes, '{}'), coalesce(p.places, '{}'), coalesce(p.small, '{}'),
           places_of(coalesce(p.places, '{}')), places_of(coalesce(p.small, '{}')), places_of(coalesce(p.communes, '{}')),
           ARRAY(SELECT ci.interest::int FROM contribution_interest ci WHERE ci.contribution = c.id ORDER BY 1)
    FROM contribution c
    CROSS JOIN list l
    CROSS JOIN LATERAL (
      SELECT bool_and(t.kind NOT IN ('own', 'region', 'country')) AS is_local, array_agg(t.id::int ORDER BY t.id) AS places,
             array_agg(t.id::int ORDER BY t.id) FILTER (WHERE t.kind = 'commune') AS communes,
             array_agg(t.id::int ORDER BY t.id) FILTER (WHERE t.kind IN ('commune', 'epci')) AS small
      FROM contribution_territory ct JOIN territory t ON t.id = ct.territory WHERE ct.contribution = c.id) p
    WHERE c.state = 'accepted' AND (p_contributions IS NULL OR c.id = ANY (p_contributions))
      AND l.kind = 'newsletter' AND l.closed_at IS NULL AND (p_lists IS NULL OR l.id = ANY (p_lists))
      AND NOT EXISTS (SELECT FROM edition_piece e JOIN edition o ON o.id = e.edition
                      WHERE e.contribution = c.id AND o.list = l.id AND o.sent_at IS NOT NULL)
    ON CONFLICT (list, contribution) DO NOTHING;
END
$$;
COMMENT ON FUNCTION letter_waiting_fill(bigint[], bigint[]) IS 'lays out anew what waits in these lists, of these contributions; NULL: in all, of all';

-- Contributions change beside each other; a list or an edition waits for them, and they for it.
CREATE FUNCTION letter_waiting_follow() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
DECLARE
  changed bigint[];
BEGIN
  IF TG_TABLE_NAME = 'contribution' THEN
    changed := ARRAY(SELECT id FROM changed_rows);
  ELSE
    changed := ARRAY(SELECT DISTINCT contribution FROM changed_rows);
  END IF;
  -- Most changes are to what nobody has accepted yet.
  IF EXISTS (SELECT FROM contribution WHERE id = ANY (changed) AND state = 'accepted')
     OR EXISTS (SELECT FROM letter_waiting WHERE contribution = ANY (changed)) THEN
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('letter_waiting', 0));
    PERFORM letter_waiting_fill(NULL, changed);
  END IF;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION letter_waiting_follow() IS 'lays out anew what waits of contributions that changed';

CREATE FUNCTION letter_waiting_carry() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('letter_waiting', 0));
  IF TG_TABLE_NAME = 'list' THEN
    PERFORM letter_waiting_fill(ARRAY[NEW.id], NULL);
  ELSIF TG_OP = 'UPDATE' THEN
    PERFORM letter_waiting_fill(ARRAY[NEW.list], ARRAY(SELECT p.contribution FROM edition_piece p WHERE p.edition = NEW.id AND p.contribution IS NOT NULL));
  ELSE
    PERFORM letter_waiting_fill(NULL, NULL);
  END IF;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION letter_waiting_carry() IS 'lays out anew what waits in a list that is new or another, without what an edition carries from now on, or everything';

CREATE TRIGGER letter_waiting_added AFTER INSERT ON contribution REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION letter_waiting_follow();
CREATE TRIGGER letter_waiting_changed AFTER UPDATE ON contribution REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION letter_waiting_follow();
CREATE TRIGGER letter_waiting_added AFTER INSERT ON contribution_territory REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION letter_waiting_follow();
CREATE TRIGGER letter_waiting_changed AFTER UPDATE ON contribution_territory REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION letter_waiting_follow();
CREATE TRIGGER letter_waiting_removed AFTER DELETE ON contribution_territory REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION letter_waiting_follow();
CREATE TRIGGER letter_waiting_added AFTER INSERT ON contribution_interest REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION letter_waiting_follow();
CREATE TRIGGER letter_waiting_changed AFTER UPDATE ON contribution_interest REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION letter_waiting_follow();
CREATE TRIGGER letter_waiting_removed AFTER DELETE ON contribution_interest REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION letter_waiting_follow();
CREATE TRIGGER letter_waiting_added AFTER INSERT ON list FOR EACH ROW WHEN (NEW.kind = 'newsletter') EXECUTE FUNCTION letter_waiting_carry();
CREATE TRIGGER letter_waiting_changed AFTER UPDATE OF kind, closed_at ON list FOR EACH ROW
  WHEN (NEW.kind <> OLD.kind OR (NEW.closed_at IS NULL) <> (OLD.closed_at IS NULL)) EXECUTE FUNCTION letter_waiting_carry();
CREATE TRIGGER letter_waiting_sent AFTER UPDATE OF sent_at ON edition FOR EACH ROW
  WHEN ((NEW.sent_at IS NULL) <> (OLD.sent_at IS NULL)) EXECUTE FUNCTION letter_waiting_carry();
CREATE TRIGGER letter_waiting_gone AFTER DELETE ON edition FOR EACH ROW WHEN (OLD.sent_at IS NOT NULL) EXECUTE FUNCTION letter_waiting_carry();
-- Territories that lie elsewhere now.
CREATE TRIGGER letter_waiting_moved AFTER INSERT OR DELETE ON territory_closure FOR EACH STATEMENT EXECUTE FUNCTION letter_waiting_carry();

REVOKE EXECUTE ON FUNCTION letter_waiting_fill(bigint[], bigint[]), letter_waiting_follow(), letter_waiting_carry() FROM PUBLIC;
SELECT letter_waiting_fill(NULL, NULL);

CREATE FUNCTION territories_touch(p_some int[], p_others int[]) RETURNS boolean LANGUAGE sql STABLE SET search_path = colporteur, pg_temp AS $$
  SELECT EXISTS (SELECT FROM territory_closure x JOIN territory_closure z ON z.descendant = x.descendant
                 WHERE x.ancestor = ANY (p_some) AND z.ancestor = ANY (p_others))
$$;
COMMENT ON FUNCTION territories_touch(int[], int[]) IS 'whether something lies in one of these and in one of those';

CREATE OR REPLACE FUNCTION site.letter_preview(p_token text, p_places text[], p_interests text[], p_most int)
  RETURNS TABLE (list text, list_title text, reach text, contribution bigint, kind text, title text, language text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = colporteur, pg_temp SET plan_cache_mode = force_generic_plan SET jit = off AS $$
#variable_conflict use_column
-- The rules of news-edition-match, news-edition-near-fill and news-letter-choose for one reader: the
-- sections of the list's last letter, or those that an edition has which names none.
DECLARE
  who bigint := page_person(p_token);
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
  l record;
  s record;
  c record;
  last bigint;
  fitting bigint[]; -- of a section that asks for programmes or themes; NULL: it does not
  taken bigint[];
BEGIN
  IF who IS NULL THEN
    RETURN;
  END IF;
  SELECT coalesce(array_agg(DISTINCT x.id) FILTER (WHERE x.is_itself), '{}'),
         coalesce(array_agg(DISTINCT x.id) FILTER (WHERE x.is_itself AND x.is_small), '{}'),
         coalesce(array_agg(DISTINCT x.id) FILTER (WHERE x.is_itself AND x.is_wide), '{}'),
         coalesce(array_agg(DISTINCT x.id) FILTER (WHERE x.is_itself AND x.is_wide AND x.is_small), '{}'),
         coalesce(array_agg(DISTINCT x.above) FILTER (WHERE NOT x.is_itself), '{}'),
         coalesce(array_agg(DISTINCT x.above) FILTER (WHERE NOT x.is_itself AND x.is_small), '{}'),
         coalesce(array_agg(DISTINCT x.above) FILTER (WHERE x.kind = 'epci'), '{}'),
         coalesce(array_agg(DISTINCT x.above) FILTER (WHERE x.kind = 'epci' AND x.is_small), '{}'),
         coalesce(array_agg(DISTINCT x.above) FILTER (WHERE x.kind = 'departement'), '{}')
    INTO mine, small, wide, small_wide, above, small_above, epcis, small_epcis, departements
    FROM (SELECT r.id::int, a.id::int AS above, a.id = r.id AS is_itself, a.kind, r.kind IN ('commune', 'epci') AS is_small, r.is_wide
          FROM (SELECT t.id, t.kind, EXISTS (SELECT FROM territory_closure o WHERE o.ancestor = t.id AND o.descendant <> t.id) AS is_wide
                FROM territory t WHERE t.code = ANY (p_places) ORDER BY t.id LIMIT 50) r
          JOIN territory_closure y ON y.descendant = r.id JOIN territory a ON a.id = y.ancestor) x;
  themes := ARRAY(SELECT x::int FROM interest i, LATERAL (
      SELECT descendant AS x FROM interest_closure WHERE ancestor = i.id
      UNION SELECT ancestor FROM interest_closure WHERE descendant = i.id) c WHERE i.slug = ANY (p_interests));
  FOR l IN SELECT li.id, li.name, li.title FROM subscription u JOIN list li ON li.id = u.list
           WHERE u.subscriber = who AND u.state = 'confirmed' AND li.kind = 'newsletter' AND li.closed_at IS NULL
           ORDER BY li.title, li.name LIMIT 10 LOOP
    list := l.name;
    list_title := l.title;
    last := (SELECT e.id FROM edition e WHERE e.list = l.id AND e.sent_at IS NOT NULL ORDER BY e.number DESC LIMIT 1);
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
      reach := CASE WHEN s.reach IN ('everybody', 'interests') THEN s.reach ELSE 'near' END;
      FOR c IN
        SELECT w.* FROM (
          SELECT w.*, CASE
              WHEN NOT w.is_local OR reach <> 'near' AND s.sort <> 'nearest' THEN NULL
              WHEN w.communes && mine THEN 0
              WHEN w.small_around && small OR w.small_places && small_above OR w.commune_around && small_epcis
                OR small_wide <> '{}' AND territories_touch(w.small_places, small_wide) THEN 1
              -- Part of both is one thing, where neither is inside the other.
              WHEN w.around && mine OR w.places && above OR w.commune_around && epcis
                OR wide <> '{}' AND territories_touch(w.places, wide) THEN 2
              WHEN w.around && departements THEN 3 END AS distance
          FROM letter_waiting w
          WHERE w.list = l.id AND w.contribution <> ALL (taken)
            AND (s.kinds = '{}' OR w.kind = ANY (s.kinds)) AND (fitting IS NULL OR w.contribution = ANY (fitting))
          ORDER BY w.at DESC, w.contribution DESC LIMIT 500) w
        WHERE CASE s.reach
          WHEN 'everybody' THEN s.local OR NOT w.is_local
          WHEN 'interests' THEN w.interests && themes
          ELSE w.distance <= CASE s.reach WHEN 'commune' THEN 0 WHEN 'epci' THEN 1 WHEN 'near' THEN 2 ELSE 3 END END
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
