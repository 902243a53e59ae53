-- site-posts(list text, from bigint, to bigint, after bigint, message bigint, newest bool, count int) -> message bigint, message_id text, link text, short_hash text, author text, subject text, date bigint, changed bigint, language text, refers_to text
SELECT message, message_id, link, short_hash, from_name, subject, us(date), us(changed_at), language,
       array_to_string(refers_to, E'\n')
FROM posts($1, $2, $3, $4, $5, $6, $7);
