-- people-audience-by-interest(who audience) -> key text, label text, people bigint
-- Who follows something is counted once under it and under what it is part of. People who follow the
-- same are counted first.
WITH chosen AS MATERIALIZED (
  SELECT s.interests, count(*) AS people FROM subscriber s WHERE /*audience*/ true GROUP BY s.interests
), below AS MATERIALIZED (
  SELECT c.ancestor, array_agg(c.descendant::int) AS ids FROM interest_closure c GROUP BY c.ancestor
)
SELECT i.slug, i.label_fr, sum(people)::bigint
FROM below b JOIN interest i ON i.id = b.ancestor JOIN chosen ON chosen.interests && b.ids
GROUP BY i.slug, i.label_fr
UNION ALL
SELECT '', '', sum(people)::bigint FROM chosen WHERE interests = '{}' HAVING count(*) > 0
ORDER BY 3 DESC, 1;
