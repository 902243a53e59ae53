-- site-post(list text, message_id text) -> message bigint, thread bigint, list_title text, short_hash text, author text, subject text, date bigint, accepted bigint, body text, html text, refers_to text
-- A Message-ID that came again with other content names the one that came first.
SELECT message, thread, list_title, short_hash, from_name, subject, us(date), us(accepted_at), body, html,
       array_to_string(refers_to, E'\n')
FROM post WHERE list_name = $1 AND message_id = $2 ORDER BY accepted_at, message LIMIT 1;
