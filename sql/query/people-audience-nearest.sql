-- people-audience-nearest(kind text, word text) -> name text
-- The list or the saved audience whose name looks most like the word.
SELECT n.name FROM (SELECT 'list' AS kind, name::text FROM list UNION ALL SELECT 'audience', name FROM audience) n
WHERE n.kind = $1 AND similarity(n.name, lower($2)) >= 0.3
ORDER BY similarity(n.name, lower($2)) DESC, n.name LIMIT 1;
