-- people-audience-by-departement(who audience) -> key text, label text, people bigint
-- Who lives in several is counted in each; who lives nowhere, last. People of the same places are
-- counted before these are looked up: there are fewer communes than people.
WITH chosen AS MATERIALIZED (
  SELECT s.places, count(*) AS people FROM subscriber s WHERE /*audience*/ true GROUP BY s.places
)
SELECT d.code, d.name, sum(people)::bigint FROM chosen, unnest(places) p JOIN territory d ON d.id = p AND d.kind = 'departement'
GROUP BY d.code, d.name
UNION ALL
SELECT '', '', sum(people)::bigint FROM chosen
WHERE NOT places && ARRAY(SELECT id::int FROM territory WHERE kind = 'departement') HAVING count(*) > 0
ORDER BY 3 DESC, 1;
