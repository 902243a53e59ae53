-- site-post(list text, link text) -> message bigint, message_id text, thread bigint, list_title text, short_hash text, author text, subject text, date bigint, changed bigint, body text, html text, refers_to text
SELECT message, message_id, thread, list_title, short_hash, from_name, subject, us(date), us(changed_at), body, html,
       array_to_string(refers_to, E'\n')
FROM post WHERE list_name = $1 AND link = $2 ORDER BY accepted_at, message LIMIT 1;
