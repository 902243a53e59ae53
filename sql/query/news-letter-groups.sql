-- news-letter-groups(edition bigint, who audience) -> reader bigint, n bigint
-- The readers of an edition, put together where they get the same letter but for their names: one of
-- each group, the one with the longest name, and how many they are; the largest group first. Places
-- with the same contributions near them are one, and so are themes.
WITH near AS MATERIALIZED (
  SELECT territory, dense_rank() OVER (ORDER BY pieces)::int AS class
  FROM (SELECT territory, array_agg(position * 8::bigint + distance ORDER BY position) AS pieces
        FROM edition_near WHERE edition = $1 GROUP BY territory) a
), follow AS MATERIALIZED (
  SELECT interest, dense_rank() OVER (ORDER BY pieces)::int AS class
  FROM (SELECT interest, array_agg(position ORDER BY position) AS pieces
        FROM edition_follow WHERE edition = $1 GROUP BY interest) a
), reader AS MATERIALIZED (
  SELECT s.id, coalesce(t.language, e.language) AS language, length(coalesce(s.name, '')) AS named,
         s.territories, s.interests, s.places
  FROM edition e
  JOIN subscription n ON n.list = e.list AND n.state = 'confirmed' AND n.delivery <> 'none' AND NOT is_paused(n)
  JOIN subscriber s ON s.id = n.subscriber
  LEFT JOIN edition_text t ON t.edition = e.id AND t.language = s.language
  WHERE e.id = $1 AND NOT is_on_break(s) AND /*audience*/ true
    AND NOT EXISTS (SELECT FROM bounce_score b WHERE b.list = n.list AND b.subscriber = s.id AND b.state IN ('suspended', 'trying'))
    AND NOT EXISTS (SELECT FROM suppression p JOIN address a USING (address_key)
                    WHERE a.subscriber = s.id AND a.is_primary AND (p.list IS NULL OR p.list = n.list))
    AND NOT EXISTS (SELECT FROM sending g JOIN mailing o ON o.edition = ANY (g.except_editions)
                    JOIN delivery d ON d.mailing = o.id AND d.recipient = s.id AND d.state IN ('s', 'c', 'u')
                    WHERE g.edition = e.id)
), lives AS (
  SELECT r.id, array_agg(DISTINCT n.class ORDER BY n.class) AS classes
  FROM reader r CROSS JOIN unnest(r.territories) a(territory) JOIN near n ON n.territory = a.territory
  GROUP BY r.id
), follows AS (
  SELECT r.id, array_agg(DISTINCT f.class ORDER BY f.class) AS classes
  FROM reader r CROSS JOIN unnest(r.interests) a(interest) JOIN follow f ON f.interest = a.interest
  GROUP BY r.id
), asked AS (
  SELECT r.id, array_agg(c.number ORDER BY c.number) AS numbers
  FROM reader r JOIN edition_condition c ON c.edition = $1
    AND (r.places @> ARRAY[c.territory::int] OR EXISTS (
      SELECT FROM interest_closure ic WHERE ic.ancestor = c.interest AND ic.descendant = ANY (r.interests)))
  GROUP BY r.id
)
SELECT (max(ARRAY[r.named::bigint, r.id]))[2], count(*)
FROM reader r
LEFT JOIN lives l USING (id)
LEFT JOIN follows f USING (id)
LEFT JOIN asked a USING (id)
GROUP BY r.language, l.classes, f.classes, a.numbers, r.named > 0
ORDER BY 2 DESC, 1;
