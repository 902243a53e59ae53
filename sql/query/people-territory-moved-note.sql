-- people-territory-moved-note(vintage text)
-- Communes that stay and lie in another EPCI than before, or in none, or in one at last.
WITH before AS (
  SELECT e.child, e.parent FROM territory_parent e
  JOIN territory c ON c.id = e.child AND c.kind = 'commune' AND c.retired_in IS NULL
  JOIN territory p ON p.id = e.parent AND p.kind = 'epci'
), after AS (
  SELECT c.id AS child, p.id AS parent
  FROM incoming AS i (child, parent)
  JOIN territory c ON c.code = i.child AND c.kind = 'commune'
  JOIN territory p ON p.code = i.parent AND p.kind = 'epci'
  WHERE EXISTS (SELECT FROM territory_parent e WHERE e.child = c.id)
)
INSERT INTO territory_change (vintage, what, kind, code, name, from_code, from_name, to_code, to_name)
SELECT $1, 'moved', c.kind, c.code, c.name, b.code, b.name, a.code, a.name
FROM before FULL JOIN after USING (child)
JOIN territory c ON c.id = child
LEFT JOIN territory b ON b.id = before.parent
LEFT JOIN territory a ON a.id = after.parent
WHERE before.parent IS DISTINCT FROM after.parent
ORDER BY c.code;
