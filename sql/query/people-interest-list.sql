-- people-interest-list() -> slug text, parent text, label_fr text, label_en text, label_br text, subscribers bigint
-- Each theme before what is part of it. Subscribers are those of everything below.
WITH followed AS MATERIALIZED (
  SELECT c.ancestor, count(DISTINCT s.id) AS n
  FROM subscriber s, unnest(s.interests) f JOIN interest_closure c ON c.descendant = f
  GROUP BY c.ancestor
)
SELECT i.slug, coalesce(p.slug, ''), i.label_fr, i.label_en, i.label_br, coalesce(f.n, 0)
FROM interest i LEFT JOIN interest p ON p.id = i.parent LEFT JOIN followed f ON f.ancestor = i.id
ORDER BY coalesce(p.position, i.position), coalesce(p.slug, i.slug), p.id IS NOT NULL, i.position, i.slug;
