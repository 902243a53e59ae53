-- list-close(list bigint, closed bool)
UPDATE list SET closed_at = CASE WHEN $2 THEN coalesce(closed_at, the_time()) END WHERE id = $1;
