-- news-letter-choose(edition bigint, recipients bigint[]) -> recipient bigint, name text, position int, section text
-- For each reader of the batch: the pieces that are near them, then those about what they follow,
-- each once. A reader without any has one row of position 0. What readers have is looked up first,
-- then the pieces by their key, whatever the planner knows of an edition that was just composed:
-- OFFSET 0 keeps it from turning that round.
WITH places AS MATERIALIZED (
  SELECT subscriber, territory FROM subscriber_territory WHERE subscriber = ANY ($2::bigint[])
), themes AS MATERIALIZED (
  SELECT subscriber, interest FROM subscriber_interest WHERE subscriber = ANY ($2::bigint[])
), chosen AS MATERIALIZED (
  SELECT subscriber, position, bool_or(is_near) AS is_near
  FROM (
    SELECT p.subscriber, n.position, true AS is_near
    FROM places p CROSS JOIN LATERAL (
      SELECT position FROM edition_near WHERE edition = $1 AND territory = p.territory OFFSET 0) n
    UNION ALL
    SELECT t.subscriber, f.position, false
    FROM themes t CROSS JOIN LATERAL (
      SELECT position FROM edition_follow WHERE edition = $1 AND interest = t.interest OFFSET 0) f
  ) any_reason
  GROUP BY subscriber, position
)
SELECT s.id, coalesce(s.name, ''), coalesce(c.position, 0),
       CASE WHEN c.is_near THEN 'territory' ELSE 'interest' END
FROM subscriber s LEFT JOIN chosen c ON c.subscriber = s.id
WHERE s.id = ANY ($2::bigint[])
ORDER BY s.id, c.is_near DESC, c.position;
