-- news-letter-choose-imagined(edition bigint, territories bigint[], interests bigint[]) -> position int, distance int, follows bool
-- The same for a reader who is only imagined, to preview what such a one would get.
SELECT position, coalesce(min(distance), -1), bool_or(follows)
FROM (
  SELECT position, distance, false AS follows FROM edition_near WHERE edition = $1 AND territory = ANY ($2::bigint[])
  UNION ALL
  SELECT position, NULL, true FROM edition_follow WHERE edition = $1 AND interest = ANY ($3::bigint[])
) any_reason
GROUP BY position;
