-- site-threads(list text, last bigint, thread bigint, newer bool, count int) -> thread bigint, posts int, last bigint, message_id text, subject text, author text
SELECT thread, posts, us(last_date), message_id, subject, from_name FROM threads($1, $2, $3, $4, $5);
