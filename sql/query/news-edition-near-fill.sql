-- news-edition-near-fill(edition bigint)
-- A reader is near a contribution when their territory is the contribution's or below it; when it
-- holds the contribution's, or a part of it; and, around a commune, anywhere in its intercommunalité.
WITH about AS MATERIALIZED (
  SELECT p.position, t.id, t.kind
  FROM edition_piece p
  JOIN contribution_territory ct ON ct.contribution = p.contribution
  JOIN territory t ON t.id = ct.territory
  WHERE p.edition = $1 AND p.part = 'item' AND p.section = 'territory'
)
INSERT INTO edition_near (edition, territory, position)
SELECT $1::bigint, near.territory, near.position
FROM (
  SELECT a.position, below.descendant AS territory
  FROM about a JOIN territory_closure below ON below.ancestor = a.id
  UNION
  SELECT a.position, above.ancestor
  FROM about a
  JOIN territory_closure below ON below.ancestor = a.id
  JOIN territory_closure above ON above.descendant = below.descendant
  UNION
  SELECT a.position, around.descendant
  FROM about a
  JOIN territory_closure above ON above.descendant = a.id
  JOIN territory epci ON epci.id = above.ancestor AND epci.kind = 'epci'
  JOIN territory_closure around ON around.ancestor = epci.id
  WHERE a.kind = 'commune'
) near;
