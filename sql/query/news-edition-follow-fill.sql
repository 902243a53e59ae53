-- news-edition-follow-fill(edition bigint)
-- Who follows a theme gets what is about it, about what is below it and about what is above it.
INSERT INTO edition_follow (edition, interest, position)
SELECT DISTINCT $1::bigint, c.interest, p.position
FROM edition_piece p
JOIN contribution_interest ci ON ci.contribution = p.contribution
CROSS JOIN LATERAL (
  SELECT descendant AS interest FROM interest_closure WHERE ancestor = ci.interest
  UNION ALL
  SELECT ancestor FROM interest_closure WHERE descendant = ci.interest
) c
WHERE p.edition = $1 AND EXISTS (
  SELECT FROM edition_section_item si
  JOIN edition_section s ON s.edition = si.edition AND s.number = si.section AND s.reach = 'interests'
  WHERE si.edition = $1 AND si.position = p.position);
