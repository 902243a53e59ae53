-- news-letter-choose-imagined(edition bigint, territories bigint[], interests bigint[]) -> position int, section text
-- The same for a reader who is only imagined, to preview what such a one would get.
SELECT position, CASE WHEN bool_or(is_near) THEN 'territory' ELSE 'interest' END AS section
FROM (
  SELECT position, true AS is_near FROM edition_near WHERE edition = $1 AND territory = ANY ($2::bigint[])
  UNION ALL
  SELECT position, false FROM edition_follow WHERE edition = $1 AND interest = ANY ($3::bigint[])
) any_reason
GROUP BY position
ORDER BY section DESC, position;
