-- list-ban-all(list bigint) -> list text, pattern text, reason text, at bigint
-- 0 is every list's; a list shows those by all lists too, whose name is empty.
SELECT coalesce(l.name, ''), b.pattern, b.reason, us(b.at)
FROM ban b LEFT JOIN list l ON l.id = b.list
WHERE $1 = 0 OR b.list = $1 OR b.list IS NULL
ORDER BY b.pattern, l.name;
