-- site-editions-with(contribution bigint) -> list text, list_title text, number int, title text, sent bigint
SELECT e.list_name, e.list_title, e.number, e.title, us(e.sent_at)
FROM edition e WHERE e.id IN (SELECT edition FROM edition_item WHERE contribution = $1) ORDER BY e.sent_at DESC, e.id DESC LIMIT 20;
