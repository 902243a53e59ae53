-- archive-export(list bigint, last bigint, message bigint, count int) -> message bigint, date bigint, from_address text, raw bytea
-- From a place in time on, oldest first.
SELECT m.id, us(p.date), m.from_address, m.raw FROM post p JOIN message m ON m.id = p.message
WHERE p.list = $1 AND (p.date, p.message) > (at_us($2), $3)
ORDER BY p.date, p.message LIMIT $4;
