-- people-territory-note(vintage text)
-- What is new and what has another name. A code that had merged into another is split from it.
INSERT INTO territory_change (vintage, what, kind, code, name, from_code, from_name)
SELECT $1, CASE WHEN t.retired_in IS NULL AND t.id IS NOT NULL THEN 'renamed' WHEN k.id IS NOT NULL THEN 'split' ELSE 'new' END,
       i.kind, i.code, i.name, CASE WHEN t.id IS NULL THEN k.code END, coalesce(t.name, k.name)
FROM incoming AS i (code, kind, official_code, name)
LEFT JOIN territory t ON t.code = i.code
LEFT JOIN territory_former_code f ON f.code = i.code AND t.id IS NULL
LEFT JOIN territory k ON k.id = f.territory
WHERE t.id IS NULL OR t.retired_in IS NOT NULL OR t.name <> i.name
ORDER BY i.code;
