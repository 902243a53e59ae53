-- SPDX-License-Identifier: GPL-3.0-or-later
-- A search in a list, a territory or a theme that there is not says so, and what was probably meant.
CREATE FUNCTION site.search_unknown(p_field text, p_word text) RETURNS TABLE (name text, is_it boolean)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = reading, colporteur, public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
  word text := left(lower(p_word), 64);
  place text := plain(word);
  start text := left(place, CASE WHEN place LIKE 'saint%' THEN 7 ELSE 2 END); -- one commune in eight is a saint's
BEGIN
  IF p_field = 'list' AND NOT EXISTS (SELECT FROM list l WHERE l.is_public AND l.name = lower(p_word)) THEN
    RETURN QUERY VALUES (NULL::text, false);
    RETURN QUERY SELECT l.name::text, false FROM list l WHERE l.is_public ORDER BY l.name <-> word, l.name LIMIT 10;
  ELSIF p_field = 'territory' AND NOT EXISTS (SELECT FROM territory t WHERE t.code = upper(p_word) OR t.slug = lower(p_word)) THEN
    RETURN QUERY VALUES (NULL::text, false);
    -- Of 36,000 only those that begin so: an index finds them, and few mistype the first two letters.
    RETURN QUERY SELECT t.slug::text, t.name_key = place FROM territory t
      WHERE length(place) >= 2 AND t.name_key ~>=~ start AND t.name_key ~<~ (start || E'\U0010ffff')
        AND abs(length(t.name_key) - length(place)) <= length(place) / 3
      ORDER BY t.name_key <> place, t.name_key <-> place, t.kind = 'commune', t.slug LIMIT 10;
  ELSIF p_field = 'interest' AND NOT EXISTS (SELECT FROM interest i WHERE i.slug = lower(p_word)) THEN
    RETURN QUERY VALUES (NULL::text, false);
    RETURN QUERY SELECT i.slug::text, false FROM interest i ORDER BY i.slug <-> place, i.slug LIMIT 10;
  END IF;
END
$$;
COMMENT ON FUNCTION site.search_unknown(text, text) IS
  'of what a field of a search (list: a public one; territory, interest) names: nothing where it is; a row of NULL where there is none by that name, and then those whose longer name it is (is_it) and some that are somewhat like it';
REVOKE EXECUTE ON FUNCTION site.search_unknown(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION site.search_unknown(text, text) TO colporteur_site, colporteur_engine;
