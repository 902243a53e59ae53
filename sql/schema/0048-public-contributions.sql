-- SPDX-License-Identifier: GPL-3.0-or-later
-- Contributions that were accepted, as anyone may read them: the latest, those about a place or
-- what lies inside it, those about a theme or what is below it.

SET LOCAL search_path = colporteur, public;

CREATE INDEX contribution_public ON contribution (coalesce(decided_at, proposed_at), id) WHERE state = 'accepted';

CREATE VIEW site.contribution WITH (security_barrier) AS
  SELECT c.id, c.kind, c.title, c.body, c.author, c.knowledge, c.source, c.programme, c.language,
         coalesce(c.decided_at, c.proposed_at) AS accepted_at, t.codes AS territory_codes, t.names AS territories,
         i.slugs AS interest_slugs, i.labels_fr AS interests_fr, i.labels_en AS interests_en, i.labels_br AS interests_br
  FROM colporteur.contribution c,
  LATERAL (
    SELECT array_agg(t.code ORDER BY t.name_key, t.code) AS codes, array_agg(t.name ORDER BY t.name_key, t.code) AS names
    FROM colporteur.contribution_territory ct JOIN colporteur.territory t ON t.id = ct.territory
    WHERE ct.contribution = c.id) t,
  LATERAL (
    SELECT array_agg(i.slug ORDER BY i.position, i.id) AS slugs,
           array_agg(i.label_fr ORDER BY i.position, i.id) AS labels_fr,
           array_agg(i.label_en ORDER BY i.position, i.id) AS labels_en,
           array_agg(i.label_br ORDER BY i.position, i.id) AS labels_br
    FROM colporteur.contribution_interest ci JOIN colporteur.interest i ON i.id = ci.interest
    WHERE ci.contribution = c.id) i
  WHERE c.state = 'accepted';
COMMENT ON VIEW site.contribution IS 'contributions that were accepted';

CREATE VIEW site.interest WITH (security_barrier) AS
  SELECT slug, label_fr, label_en, label_br FROM colporteur.interest;
COMMENT ON VIEW site.interest IS 'the themes';

CREATE FUNCTION site.territory_named(p_word text) RETURNS TABLE (code text, kind text, name text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
  SELECT t.code, t.kind, t.name FROM territory t
  WHERE t.code = p_word OR t.slug = p_word
     OR t.id IN (SELECT f.territory FROM territory_former_code f WHERE f.code = p_word)
  ORDER BY t.code = p_word DESC, t.slug = p_word DESC, t.code LIMIT 1
$$;
COMMENT ON FUNCTION site.territory_named(text) IS 'the territory with this code or word, else the one of today that had the code';

-- Planned anew each time: which conditions there are decides the way. A place or theme with few
-- contributions is gathered whole; one with many is met soon enough on the way down from the latest.
CREATE FUNCTION site.contributions(p_only bigint, p_kind text, p_territory text, p_interest text, p_last bigint, p_id bigint,
                                   p_newer boolean, p_count int)
  RETURNS TABLE (id bigint, accepted_at timestamptz)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp SET plan_cache_mode = force_custom_plan AS $$
#variable_conflict use_column
DECLARE
  most CONSTANT int := 2000;
  place bigint := (SELECT t.id FROM territory t WHERE t.code = p_territory);
  theme bigint := (SELECT i.id FROM interest i WHERE i.slug = p_interest);
  few bigint[] := CASE WHEN p_only > 0 THEN ARRAY[p_only] END;
BEGIN
  IF (p_territory IS NOT NULL AND place IS NULL) OR (p_interest IS NOT NULL AND theme IS NULL) THEN
    RETURN;
  ELSIF place IS NOT NULL THEN
    few := ARRAY(SELECT ct.contribution FROM territory_closure x JOIN contribution_territory ct ON ct.territory = x.descendant
                 WHERE x.ancestor = place LIMIT most + 1);
  ELSIF theme IS NOT NULL THEN
    few := ARRAY(SELECT ci.contribution FROM interest_closure x JOIN contribution_interest ci ON ci.interest = x.descendant
                 WHERE x.ancestor = theme LIMIT most + 1);
  END IF;
  IF cardinality(few) > most THEN
    few := NULL;
  END IF;
  IF p_newer THEN
    RETURN QUERY
      SELECT c.id, coalesce(c.decided_at, c.proposed_at) FROM contribution c
      WHERE c.state = 'accepted' AND (p_kind IS NULL OR c.kind = p_kind) AND (few IS NULL OR c.id = ANY (few))
        AND (few IS NOT NULL OR place IS NULL OR EXISTS (
          SELECT FROM contribution_territory ct JOIN territory_closure x ON x.ancestor = place AND x.descendant = ct.territory
          WHERE ct.contribution = c.id))
        AND (few IS NOT NULL OR theme IS NULL OR EXISTS (
          SELECT FROM contribution_interest ci JOIN interest_closure x ON x.ancestor = theme AND x.descendant = ci.interest
          WHERE ci.contribution = c.id))
        AND (coalesce(c.decided_at, c.proposed_at), c.id) > (at_us(p_last), p_id)
      ORDER BY coalesce(c.decided_at, c.proposed_at), c.id LIMIT least(p_count, 100);
  ELSE
    RETURN QUERY
      SELECT c.id, coalesce(c.decided_at, c.proposed_at) FROM contribution c
      WHERE c.state = 'accepted' AND (p_kind IS NULL OR c.kind = p_kind) AND (few IS NULL OR c.id = ANY (few))
        AND (few IS NOT NULL OR place IS NULL OR EXISTS (
          SELECT FROM contribution_territory ct JOIN territory_closure x ON x.ancestor = place AND x.descendant = ct.territory
          WHERE ct.contribution = c.id))
        AND (few IS NOT NULL OR theme IS NULL OR EXISTS (
          SELECT FROM contribution_interest ci JOIN interest_closure x ON x.ancestor = theme AND x.descendant = ci.interest
          WHERE ci.contribution = c.id))
        AND (coalesce(c.decided_at, c.proposed_at), c.id) < (at_us(p_last), p_id)
      ORDER BY coalesce(c.decided_at, c.proposed_at) DESC, c.id DESC LIMIT least(p_count, 100);
  END IF;
END
$$;
COMMENT ON FUNCTION site.contributions(bigint, text, text, text, bigint, bigint, boolean, int) IS
  'accepted contributions (one, or 0; of a kind; about a place or inside it; about a theme or below it; NULL asks nothing) from a place in time on: towards older ones, newest first, or towards newer ones, oldest first';

CREATE FUNCTION site.editions_about(p_territory text, p_interest text, p_count int)
  RETURNS TABLE (list_name text, list_title text, number int, title text, sent_at timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
  SELECT l.name, l.title, e.number, e.title, e.sent_at
  FROM edition e JOIN list l ON l.id = e.list AND l.is_public
  WHERE e.sent_at IS NOT NULL
    AND (EXISTS (
        SELECT FROM edition_piece p JOIN contribution_territory ct ON ct.contribution = p.contribution
        JOIN territory_closure x ON x.descendant = ct.territory JOIN territory t ON t.id = x.ancestor AND t.code = p_territory
        WHERE p.edition = e.id)
      OR EXISTS (
        SELECT FROM edition_piece p JOIN contribution_interest ci ON ci.contribution = p.contribution
        JOIN interest_closure x ON x.descendant = ci.interest JOIN interest i ON i.id = x.ancestor AND i.slug = p_interest
        WHERE p.edition = e.id))
  ORDER BY e.sent_at DESC, e.id DESC LIMIT least(p_count, 100)
$$;
COMMENT ON FUNCTION site.editions_about(text, text, int) IS
  'editions of public lists with something about a place or inside it, or about a theme or below it; the latest first';

REVOKE EXECUTE ON FUNCTION site.contributions(bigint, text, text, text, bigint, bigint, boolean, int),
  site.editions_about(text, text, int), site.territory_named(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION site.contributions(bigint, text, text, text, bigint, bigint, boolean, int),
  site.editions_about(text, text, int), site.territory_named(text) TO colporteur_site, colporteur_engine;
GRANT SELECT ON site.contribution, site.interest TO colporteur_site, colporteur_engine;
