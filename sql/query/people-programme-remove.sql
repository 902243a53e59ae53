-- people-programme-remove(programme bigint, subscriber bigint)
UPDATE subscriber SET programmes = array_remove(programmes, $1::int) WHERE id = $2 AND programmes @> ARRAY[$1::int];
