-- people-interest-parent-load()
UPDATE interest t SET parent = p.id
FROM incoming AS i (slug, parent) LEFT JOIN interest p ON p.slug = i.parent
WHERE t.slug = i.slug AND t.parent IS DISTINCT FROM p.id;
