-- news-edition-match(edition bigint) -> section int, contribution bigint
-- What each section takes by its rules, in its order; an order that a person gave goes before. A
-- contribution about a region, a country, a territory of the community's own or no place at all is
-- not local.
SELECT s.number, c.id
FROM edition e
JOIN edition_section s ON s.edition = e.id
JOIN contribution c ON c.state = 'accepted'
  AND (s.kinds = '{}' OR c.kind = ANY (s.kinds))
  AND (s.programmes = '{}' OR EXISTS (SELECT FROM unnest(s.programmes) p WHERE plain(p) = plain(c.programme)))
LEFT JOIN edition_review r ON r.edition = e.id AND r.contribution = c.id
CROSS JOIN LATERAL (
  SELECT coalesce(NOT bool_or(t.kind IN ('own', 'region', 'country')), false) AS is_local
  FROM contribution_territory ct JOIN territory t ON t.id = ct.territory
  WHERE ct.contribution = c.id) place
WHERE e.id = $1
  AND (r.rank IS NOT NULL OR NOT e.is_reviewed)
  AND CASE s.reach
      WHEN 'everybody' THEN s.local OR NOT place.is_local
      WHEN 'interests' THEN EXISTS (SELECT FROM contribution_interest ci WHERE ci.contribution = c.id)
      ELSE place.is_local END
  AND (s.interests = '{}' OR EXISTS (
    SELECT FROM contribution_interest ci JOIN interest_closure ic ON ic.descendant = ci.interest
    WHERE ci.contribution = c.id AND ic.ancestor = ANY (s.interests)))
  AND CASE s.since
      WHEN 'always' THEN true
      WHEN 'date' THEN c.decided_at >= s.since_date
      ELSE NOT EXISTS (
        SELECT FROM edition_piece p JOIN edition o ON o.id = p.edition
        WHERE p.contribution = c.id AND o.list = e.list AND o.sent_at IS NOT NULL) END
  AND (s.since <> 'last-edition' OR c.decided_at > coalesce(
    (SELECT max(o.sent_at) FROM edition o WHERE o.list = e.list), '-infinity'))
ORDER BY s.number, r.rank,
         CASE s.sort WHEN 'newest' THEN -us(c.decided_at) WHEN 'oldest' THEN us(c.decided_at) END,
         CASE s.sort WHEN 'title' THEN c.title END, c.kind, c.id;
