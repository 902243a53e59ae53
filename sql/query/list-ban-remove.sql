-- list-ban-remove(list bigint, pattern text)
-- 0 is a ban by every list.
DELETE FROM ban WHERE coalesce(list, 0) = $1 AND pattern = $2;
