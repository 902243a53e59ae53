-- people-audience-by-departement(who audience) -> key text, label text, people bigint
-- Who lives in several is counted in each; who lives nowhere, last.
WITH chosen AS MATERIALIZED (SELECT s.places FROM subscriber s WHERE /*audience*/ true)
SELECT d.code, d.name, count(*) FROM chosen, unnest(chosen.places) p JOIN territory d ON d.id = p AND d.kind = 'departement'
GROUP BY d.code, d.name
UNION ALL
SELECT '', '', count(*) FROM chosen
WHERE NOT chosen.places && ARRAY(SELECT id::int FROM territory WHERE kind = 'departement') HAVING count(*) > 0
ORDER BY 3 DESC, 1;
