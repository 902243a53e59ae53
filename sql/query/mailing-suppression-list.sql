-- mailing-suppression-list() -> address text, list_name text, reason text, note text, at bigint
SELECT s.address_key, coalesce(l.name, ''), s.reason, s.note, us(s.at)
FROM suppression s LEFT JOIN list l ON l.id = s.list
ORDER BY s.address_key, l.name NULLS FIRST;
