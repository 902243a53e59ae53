-- people-territory-load()
INSERT INTO territory AS t (code, kind, official_code, name, slug)
SELECT i.code, i.kind, i.official_code, i.name, CASE WHEN taken.code IS NULL THEN i.slug ELSE i.slug || '-' || lower(i.code) END
FROM incoming AS i (code, kind, official_code, name, slug)
LEFT JOIN territory taken ON taken.slug = i.slug AND taken.code <> i.code
ORDER BY i.code
ON CONFLICT (code) DO UPDATE
  SET official_code = excluded.official_code, name = excluded.name, slug = excluded.slug, retired_in = NULL
  WHERE (t.official_code, t.name, t.slug) IS DISTINCT FROM (excluded.official_code, excluded.name, excluded.slug)
     OR t.retired_in IS NOT NULL;
