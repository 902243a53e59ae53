-- news-edition-near-fill(edition bigint)
-- A reader is near a contribution when their territory is the contribution's or below it; when it
-- holds the contribution's, or a part of it; and, around a commune, anywhere in its
-- intercommunalité. Distance 3, the rest of its départements, is worked out for who asks for it.
WITH about AS MATERIALIZED (
  SELECT DISTINCT si.position, t.id, t.kind
  FROM edition_section_item si
  JOIN edition_section s ON s.edition = si.edition AND s.number = si.section
    AND s.reach IN ('commune', 'epci', 'near', 'departement')
  JOIN edition_piece p ON p.edition = si.edition AND p.position = si.position
  JOIN contribution_territory ct ON ct.contribution = p.contribution
  JOIN territory t ON t.id = ct.territory
  WHERE si.edition = $1
), near AS (
  SELECT a.position, a.id AS about, a.kind, below.descendant AS territory
  FROM about a JOIN territory_closure below ON below.ancestor = a.id
  UNION
  SELECT a.position, a.id, a.kind, above.ancestor
  FROM about a
  JOIN territory_closure below ON below.ancestor = a.id
  JOIN territory_closure above ON above.descendant = below.descendant
  UNION
  SELECT a.position, a.id, a.kind, around.descendant
  FROM about a
  JOIN territory_closure above ON above.descendant = a.id
  JOIN territory epci ON epci.id = above.ancestor AND epci.kind = 'epci'
  JOIN territory_closure around ON around.ancestor = epci.id
  WHERE a.kind = 'commune'
)
INSERT INTO edition_near (edition, territory, position, distance)
SELECT $1::bigint, found.territory, found.position, min(found.distance)
FROM (
  SELECT n.territory, n.position,
         CASE WHEN n.kind IN ('commune', 'epci') AND t.kind IN ('commune', 'epci')
              THEN CASE WHEN n.about = t.id AND t.kind = 'commune' THEN 0 ELSE 1 END
              ELSE 2 END AS distance
  FROM near n JOIN territory t ON t.id = n.territory
  UNION ALL
  SELECT around.descendant, a.position, 3
  FROM about a
  JOIN territory_closure above ON above.descendant = a.id
  JOIN territory d ON d.id = above.ancestor AND d.kind = 'departement'
  JOIN territory_closure around ON around.ancestor = d.id
  WHERE EXISTS (SELECT FROM edition_section WHERE edition = $1 AND reach = 'departement')
) found
GROUP BY found.territory, found.position;
