-- news-letter-groups(edition bigint, who audience) -> reader bigint, n bigint
-- The readers of an edition, put together where they get the same letter but for their names: one of
-- each group, the one with the longest name, and how many they are; the largest group first. Places
-- with the same contributions near them are one, and so are themes. Those who said the same of
-- themselves are put together first, and looked at as one.
WITH near AS MATERIALIZED (
  SELECT territory, dense_rank() OVER (ORDER BY pieces)::int AS class
  FROM (SELECT territory, array_agg(position * 8::bigint + distance ORDER BY position) AS pieces
        FROM edition_near WHERE edition = $1 GROUP BY territory) a
), follow AS MATERIALIZED (
  SELECT interest, dense_rank() OVER (ORDER BY pieces)::int AS class
  FROM (SELECT interest, array_agg(position ORDER BY position) AS pieces
        FROM edition_follow WHERE edition = $1 GROUP BY interest) a
), alike AS MATERIALIZED (
  SELECT max(ARRAY[length(coalesce(s.name, ''))::bigint, s.id]) AS longest, count(*) AS people, coalesce(s.name, '') <> '' AS is_named,
         s.language, s.territories, s.interests, s.places
  FROM subscription n JOIN subscriber s ON s.id = n.subscriber
  WHERE n.list = (SELECT e.list FROM edition e WHERE e.id = $1) AND n.state = 'confirmed' AND n.delivery <> 'none'
    AND NOT is_paused(n) AND NOT is_on_break(s) AND /*audience*/ true
    AND NOT EXISTS (SELECT FROM bounce_score b WHERE b.list = n.list AND b.subscriber = s.id AND b.state IN ('suspended', 'trying'))
    AND NOT EXISTS (SELECT FROM suppression p JOIN address a USING (address_key)
                    WHERE a.subscriber = s.id AND a.is_primary AND (p.list IS NULL OR p.list = n.list))
    AND NOT EXISTS (SELECT FROM delivery d
                    WHERE d.mailing = ANY (ARRAY(SELECT o.id FROM sending g JOIN mailing o ON o.edition = ANY (g.except_editions) WHERE g.edition = $1))
                      AND d.recipient = s.id AND d.state IN ('s', 'c', 'u'))
  GROUP BY 3, 4, 5, 6, 7
), reader AS MATERIALIZED (
  SELECT w.longest[2] AS id, w.longest, w.people, w.is_named, coalesce(t.language, e.language) AS language, w.territories, w.interests, w.places
  FROM alike w JOIN edition e ON e.id = $1 LEFT JOIN edition_text t ON t.edition = e.id AND t.language = w.language
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
SELECT (max(r.longest))[2], sum(r.people)::bigint
FROM reader r
LEFT JOIN lives l USING (id)
LEFT JOIN follows f USING (id)
LEFT JOIN asked a USING (id)
GROUP BY r.language, l.classes, f.classes, a.numbers, r.is_named
ORDER BY 2 DESC, 1;
