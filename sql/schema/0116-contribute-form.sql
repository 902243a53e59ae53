-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the form for contributions asks of the database: to which list, where, about what, and to
-- keep what was proposed. The site still reads no address; it hands in the one that was typed.

SET LOCAL search_path = colporteur, public;

CREATE FUNCTION site.proposal_lists() RETURNS TABLE (name text, title text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
  SELECT l.name, l.title FROM list l
  WHERE l.is_public AND l.closed_at IS NULL AND l.kind <> 'discussion' AND EXISTS (SELECT FROM list_role r WHERE r.list = l.id)
  ORDER BY l.kind DESC, l.id LIMIT 20
$$;
COMMENT ON FUNCTION site.proposal_lists() IS 'letters that contributions can be proposed to: somebody is there to read them';

CREATE FUNCTION site.interests() RETURNS TABLE (slug text, parent text, label_fr text, label_en text, label_br text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
  SELECT i.slug, p.slug, i.label_fr, i.label_en, i.label_br
  FROM interest i LEFT JOIN interest p ON p.id = i.parent ORDER BY coalesce(p.position, i.position), coalesce(p.id, i.id), i.parent NULLS FIRST, i.position, i.id
$$;
COMMENT ON FUNCTION site.interests() IS 'themes, each with those right below it behind it';

CREATE FUNCTION site.places_named(p_word text) RETURNS TABLE (code text, name text, kind text, departement text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  word text := btrim(left(p_word, 200));
  key text := CASE WHEN word !~ '^[0-9]*$' THEN plain(word) END;
BEGIN
  RETURN QUERY
    WITH hit AS (
      SELECT t.id FROM territory t WHERE t.code = ANY (ARRAY[word, upper(word)])
      UNION SELECT f.territory FROM territory_former_code f WHERE f.code = upper(word)
      UNION SELECT p.territory FROM territory_postal_code p WHERE p.postal_code = word
      UNION SELECT t.id FROM territory t WHERE t.name_key = ANY (ARRAY[key, regexp_replace(key, '\mst(e?)\M', 'saint\1', 'g')]))
    SELECT t.code, t.name, t.kind, coalesce((
        SELECT d.name FROM territory_closure c JOIN territory d ON d.id = c.ancestor AND d.kind = 'departement'
        WHERE c.descendant = t.id AND t.kind <> 'departement' ORDER BY d.code LIMIT 1), '')
    FROM hit h JOIN territory t ON t.id = h.id ORDER BY t.kind = 'commune' DESC, t.name, t.code LIMIT 30;
END
$$;
COMMENT ON FUNCTION site.places_named(text) IS 'territories that a code, a postal code or a name may mean';

CREATE FUNCTION site.propose(p_list text, p_key text, p_address text, p_language text, p_network text, p_per_address int, p_per_network int,
                             p_overall int, p_kind text, p_title text, p_body text, p_author text, p_knowledge text[], p_source text,
                             p_territory text, p_interests text[]) RETURNS text
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, public, pg_temp AS $$
DECLARE
  the_list bigint := (SELECT l.id FROM list l JOIN site.proposal_lists() s ON s.name = l.name WHERE l.name = p_list);
  verdict text;
BEGIN
  IF the_list IS NULL THEN
    RETURN 'no list';
  END IF;
  verdict := robot_may_answer(p_key, p_network, p_per_address, p_per_network, p_overall);
  IF verdict <> 'yes' THEN
    RETURN verdict;
  END IF;
  PERFORM proposal_add(the_list, p_key, p_address, p_language, 'web', NULL, 0, true, p_kind, p_title, p_body, p_author, p_knowledge, p_source,
    ARRAY(SELECT t.id FROM territory t WHERE t.code = p_territory), ARRAY(SELECT i.id FROM interest i WHERE i.slug = ANY (p_interests)));
  RETURN 'yes';
END
$$;
COMMENT ON FUNCTION site.propose(text, text, text, text, text, int, int, int, text, text, text, text, text[], text, text, text[]) IS
  'keeps what was proposed on the site until its author confirms it by mail; yes, or which budget is used up';

GRANT EXECUTE ON FUNCTION site.proposal_lists(), site.interests(), site.places_named(text),
  site.propose(text, text, text, text, text, int, int, int, text, text, text, text, text[], text, text, text[]) TO colporteur_site, colporteur_engine;
