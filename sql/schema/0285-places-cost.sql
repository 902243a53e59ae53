-- SPDX-License-Identifier: GPL-3.0-or-later
-- Places as one types: the département is looked up of what is shown, not of all that begins so.

SET LOCAL search_path = colporteur, public;

CREATE OR REPLACE FUNCTION site.places(p_word text, p_begins boolean, p_count int)
  RETURNS TABLE (code text, name text, kind text, departement text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
-- "Brest", "brest (29)", "29200": a département in parentheses tells communes of one name apart.
DECLARE
  word text := left(btrim(regexp_replace(p_word, '\s*[(][^()]*[)]\s*$', '')), 100);
  within text := upper(substring(p_word FROM '[(]\s*([0-9AaBb]{2,3})\s*[)]\s*$'));
  key text := plain(word);
  saint text := regexp_replace(key, '\mst(e?)\M', 'saint\1', 'g');
BEGIN
  IF key = '' THEN
    RETURN;
  END IF;
  RETURN QUERY
    WITH hit AS (
      (SELECT t.id, 1 AS rank FROM territory t WHERE t.name_key IN (key, saint) LIMIT 100)
      UNION (SELECT p.territory, 1 FROM territory_postal_code p WHERE p.postal_code = word)
      UNION (SELECT o.territory, 2 FROM territory_former_name o WHERE o.name_key IN (key, saint) LIMIT 100)
      UNION (SELECT t.id, 3 FROM territory t
             WHERE p_begins AND length(saint) >= 2 AND t.name_key ~>=~ saint AND t.name_key ~<~ (saint || E'\U0010ffff')
             ORDER BY t.name_key USING ~<~ LIMIT 40)
    ), best AS (
      SELECT id, min(rank) AS rank FROM hit GROUP BY id
    ), shown AS (
      SELECT t.id, t.code, t.name, t.kind, t.name_key, b.rank
      FROM best b JOIN territory t ON t.id = b.id
      WHERE within IS NULL OR t.kind = 'commune' AND EXISTS (
        SELECT FROM territory_closure c JOIN territory a ON a.id = c.ancestor AND a.kind = 'departement' WHERE c.descendant = t.id AND a.code = within)
      ORDER BY b.rank, t.kind <> 'commune', t.name_key, t.code LIMIT least(p_count, 50)
    )
    SELECT s.code, s.name, s.kind, coalesce(d.code, '')
    FROM shown s LEFT JOIN LATERAL (
      SELECT min(a.code) AS code FROM territory_closure c JOIN territory a ON a.id = c.ancestor AND a.kind = 'departement'
      WHERE c.descendant = s.id AND s.kind = 'commune') d ON true
    ORDER BY s.rank, s.kind <> 'commune', s.name_key, s.code;
END
$$;
