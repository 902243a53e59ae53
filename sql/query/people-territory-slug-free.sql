-- people-territory-slug-free()
-- A slug that moves from one territory to another must be free before the other takes it. The
-- community's own territories keep theirs.
UPDATE territory t SET slug = 'former-' || lower(t.code)
FROM incoming AS i (code, kind, official_code, name, slug)
WHERE i.slug = t.slug AND i.code <> t.code
  AND (t.kind <> 'own' OR EXISTS (SELECT FROM incoming AS j (code) WHERE j.code = t.code));
