-- news-letter-choose(edition bigint, recipients bigint[]) -> recipient bigint, name text, position int, section text
-- For each reader of the batch: the pieces that are near them, then those about what they follow,
-- each once. A reader without any has one row of position 0.
SELECT s.id, coalesce(s.name, ''), coalesce(c.position, 0),
       CASE WHEN c.is_near THEN 'territory' ELSE 'interest' END
FROM subscriber s
LEFT JOIN (
  SELECT reader, position, bool_or(is_near) AS is_near
  FROM (
    SELECT st.subscriber AS reader, n.position, true AS is_near
    FROM subscriber_territory st
    JOIN edition_near n ON n.edition = $1 AND n.territory = st.territory
    WHERE st.subscriber = ANY ($2::bigint[])
    UNION ALL
    SELECT si.subscriber, f.position, false
    FROM subscriber_interest si
    JOIN edition_follow f ON f.edition = $1 AND f.interest = si.interest
    WHERE si.subscriber = ANY ($2::bigint[])
  ) any_reason
  GROUP BY reader, position
) c ON c.reader = s.id
WHERE s.id = ANY ($2::bigint[])
ORDER BY s.id, c.is_near DESC, c.position;
