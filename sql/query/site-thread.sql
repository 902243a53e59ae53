-- site-thread(list text, thread bigint, count int) -> message bigint, message_id text, link text, short_hash text, author text, subject text, date bigint, changed bigint, refers_to text, size bigint
SELECT message, message_id, link, short_hash, from_name, subject, us(date), us(changed_at), array_to_string(refers_to, E'\n'),
       octet_length(coalesce(html, body))::bigint
FROM post WHERE list_name = $1 AND thread = $2 ORDER BY date, message LIMIT $3;
