-- people-programme-enrol(programme bigint, subscriber bigint)
UPDATE subscriber SET programmes = programmes || $1::int WHERE id = $2 AND NOT programmes @> ARRAY[$1::int];
