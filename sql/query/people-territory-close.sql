-- people-territory-close(word text) -> code text, name text, name_key text, kind text, departement text, key text
-- What begins with the same letter and is about as long, the community's own ground first: among
-- these a letter or two may have been changed, dropped or swapped. The key is the word's.
SELECT t.code, t.name, t.name_key, t.kind, coalesce(d.code, ''), w.key
FROM (SELECT plain($1) AS key) w
JOIN territory t ON t.name_key >= left(w.key, 1) AND t.name_key < chr(ascii(left(w.key, 1)) + 1)
  AND length(t.name_key) BETWEEN length(w.key) - 2 AND length(w.key) + 2
LEFT JOIN LATERAL (
  SELECT a.code FROM territory_closure c JOIN territory a ON a.id = c.ancestor AND a.kind = 'departement'
  WHERE c.descendant = t.id AND t.kind = 'commune' ORDER BY a.code LIMIT 1
) d ON true
WHERE w.key <> ''
ORDER BY EXISTS (SELECT FROM territory_closure c JOIN territory o ON o.id = c.ancestor AND o.kind = 'own' WHERE c.descendant = t.id) DESC,
         t.kind <> 'commune', t.code;
