-- people-territory-parent-drop()
-- A child that is shipped has exactly the parents that are shipped, besides the community's own.
-- One that is not shipped any more keeps its own, so that people who live there are still found.
WITH shipped AS MATERIALIZED (
  SELECT c.id AS child, p.id AS parent
  FROM incoming AS i (child, parent) JOIN territory c ON c.code = i.child JOIN territory p ON p.code = i.parent
)
DELETE FROM territory_parent tp USING territory p
WHERE p.id = tp.parent
  AND tp.child IN (SELECT child FROM shipped)
  AND (p.kind <> 'own' OR p.id IN (SELECT parent FROM shipped))
  AND NOT EXISTS (SELECT FROM shipped s WHERE s.child = tp.child AND s.parent = tp.parent);
