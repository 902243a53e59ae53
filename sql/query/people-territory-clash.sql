-- people-territory-clash() -> code text, kind text, was text
-- Codes that would become something else.
SELECT i.code, i.kind, coalesce(t.kind, f.kind)
FROM incoming AS i (code, kind)
LEFT JOIN territory t ON t.code = i.code
LEFT JOIN territory_former_code f ON f.code = i.code
WHERE coalesce(t.kind, f.kind) <> i.kind
ORDER BY i.code LIMIT 1;
