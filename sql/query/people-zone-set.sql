-- people-zone-set(subscriber bigint, words text) -> zone text
-- No row: the words name no time zone.
UPDATE subscriber SET time_zone = z.name FROM (SELECT time_zone_find($2)) z (name)
WHERE id = $1 AND z.name IS NOT NULL RETURNING time_zone;
