-- people-territory-near(word text) -> code text, name text, kind text, departement text
-- Names that look like the word.
SELECT t.code, t.name, t.kind, coalesce(d.code, '')
FROM (
  SELECT id, code, name, kind, similarity(name_key, plain($1)) AS near FROM territory
  WHERE similarity(name_key, plain($1)) >= 0.3 ORDER BY near DESC, kind <> 'commune', code LIMIT 3
) t
LEFT JOIN LATERAL (
  SELECT a.code FROM territory_closure c JOIN territory a ON a.id = c.ancestor AND a.kind = 'departement'
  WHERE c.descendant = t.id AND t.kind = 'commune' ORDER BY a.code LIMIT 1
) d ON true
ORDER BY near DESC, t.code;
