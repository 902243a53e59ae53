-- news-letter-choose(edition bigint, recipients bigint[], wants_place bool) -> recipient bigint, name text, language text, place text, position int, distance int, follows bool
-- For each reader of the batch: the pieces that are near them (distance, -1: not near) or about
-- what they follow. A reader without any has one row of position 0. What readers have is looked up
-- first, then the pieces by their key, whatever the planner knows of an edition that was just
-- composed: OFFSET 0 keeps it from turning that round.
WITH places AS MATERIALIZED (
  SELECT subscriber, territory FROM subscriber_territory WHERE subscriber = ANY ($2::bigint[])
), themes AS MATERIALIZED (
  SELECT subscriber, interest FROM subscriber_interest WHERE subscriber = ANY ($2::bigint[])
), named AS MATERIALIZED (
  SELECT DISTINCT ON (p.subscriber) p.subscriber, t.name
  FROM places p JOIN territory t ON t.id = p.territory
  WHERE $3
  ORDER BY p.subscriber, array_position(ARRAY['commune', 'epci', 'departement', 'region', 'own', 'country'], t.kind), t.id
), chosen AS MATERIALIZED (
  SELECT subscriber, position, min(distance) AS distance, bool_or(follows) AS follows
  FROM (
    SELECT p.subscriber, n.position, n.distance, false AS follows
    FROM places p CROSS JOIN LATERAL (
      SELECT position, distance FROM edition_near WHERE edition = $1 AND territory = p.territory OFFSET 0) n
    UNION ALL
    SELECT t.subscriber, f.position, NULL, true
    FROM themes t CROSS JOIN LATERAL (
      SELECT position FROM edition_follow WHERE edition = $1 AND interest = t.interest OFFSET 0) f
  ) any_reason
  GROUP BY subscriber, position
)
SELECT s.id, coalesce(s.name, ''), s.language, coalesce(p.name, ''), coalesce(c.position, 0),
       coalesce(c.distance, -1), coalesce(c.follows, false)
FROM subscriber s
LEFT JOIN chosen c ON c.subscriber = s.id
LEFT JOIN named p ON p.subscriber = s.id
WHERE s.id = ANY ($2::bigint[])
ORDER BY s.id;
