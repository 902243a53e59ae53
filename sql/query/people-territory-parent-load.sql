-- people-territory-parent-load()
INSERT INTO territory_parent (child, parent)
SELECT c.id, p.id
FROM incoming AS i (child, parent) JOIN territory c ON c.code = i.child JOIN territory p ON p.code = i.parent
ON CONFLICT DO NOTHING;
