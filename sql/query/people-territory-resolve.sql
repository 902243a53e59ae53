-- people-territory-resolve(words text[], readings text[], departements text[]) -> n bigint, id bigint, code text, name text, kind text, departement text
-- Every territory that each of the words may mean, in the order of the words. A reading is any,
-- code or postal; a département, or a kind, narrows names down. A slug counts where nothing else fits,
-- then a name that is no more. The département of a commune is told where there is a choice.
WITH exact AS MATERIALIZED (
  SELECT u.n, t.id FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS u (w, reading, n) JOIN territory t ON t.code = u.w
  WHERE u.reading = 'code' AND u.w ~ '^[0-9]+$'
), word AS MATERIALIZED (
  SELECT u.n, u.w, u.reading, u.departement, k.key, regexp_replace(k.key, '\mst(e?)\M', 'saint\1', 'g') AS saint_key
  FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS u (w, reading, departement, n),
    LATERAL (SELECT CASE WHEN u.reading = 'any' AND u.w !~ '^[0-9]*$' THEN plain(u.w) END AS key) k
  WHERE u.n NOT IN (SELECT n FROM exact)
), hit AS (
  SELECT n, id, 1 AS rank FROM exact
  UNION ALL
  SELECT n, t.id, 1 FROM word JOIN territory t ON t.code = ANY (ARRAY[w, upper(w), lower(w)])
  WHERE reading IN ('any', 'code')
  UNION
  SELECT n, f.territory, 2 FROM word JOIN territory_former_code f ON f.code = upper(w)
  WHERE reading IN ('any', 'code')
  UNION
  SELECT n, p.territory, 1 FROM word JOIN territory_postal_code p ON p.postal_code = w
  WHERE reading IN ('any', 'postal')
  UNION
  SELECT n, t.id, 1 FROM word JOIN territory t ON t.name_key = ANY (ARRAY[key, saint_key])
  WHERE reading = 'any' AND (departement IN ('', t.kind) OR EXISTS (
    SELECT FROM territory_closure c JOIN territory d ON d.id = c.ancestor
    WHERE c.descendant = t.id AND d.kind = 'departement' AND d.code = upper(departement)))
  UNION
  SELECT n, t.id, 4 FROM word JOIN territory_former_name o ON o.name_key = ANY (ARRAY[key, saint_key])
  JOIN territory t ON t.id = o.territory
  WHERE reading = 'any' AND (departement IN ('', t.kind) OR EXISTS (
    SELECT FROM territory_closure c JOIN territory d ON d.id = c.ancestor
    WHERE c.descendant = t.id AND d.kind = 'departement' AND d.code = upper(departement)))
  UNION
  SELECT n, t.id, 3 FROM word JOIN territory t ON t.slug = lower(w)
  WHERE reading = 'any' AND departement = ''
), best AS (
  SELECT n, id, rank, min(rank) OVER (PARTITION BY n) AS first, count(*) OVER (PARTITION BY n) AS choices FROM hit
)
SELECT b.n, t.id, t.code, t.name, t.kind, coalesce(d.code, '')
FROM best b JOIN territory t ON t.id = b.id
LEFT JOIN LATERAL (
  SELECT a.code FROM territory_closure c JOIN territory a ON a.id = c.ancestor AND a.kind = 'departement'
  WHERE c.descendant = t.id AND t.kind = 'commune' AND b.choices > 1 ORDER BY a.code LIMIT 1
) d ON true
WHERE b.rank = b.first
ORDER BY b.n, t.code;
