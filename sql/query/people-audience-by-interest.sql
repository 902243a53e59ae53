-- people-audience-by-interest(who audience) -> key text, label text, people bigint
-- Who follows something is counted under it and under what it is part of.
WITH chosen AS MATERIALIZED (SELECT s.id, s.interests FROM subscriber s WHERE /*audience*/ true)
SELECT i.slug, i.label_fr, count(DISTINCT chosen.id)
FROM chosen, unnest(chosen.interests) f JOIN interest_closure c ON c.descendant = f JOIN interest i ON i.id = c.ancestor
GROUP BY i.slug, i.label_fr
UNION ALL
SELECT '', '', count(*) FROM chosen WHERE interests = '{}' HAVING count(*) > 0
ORDER BY 3 DESC, 1;
