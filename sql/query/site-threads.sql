-- site-threads(list text, last bigint, thread bigint, newer bool, count int) -> thread bigint, posts int, last bigint, link text, subject text, author text
SELECT thread, posts, us(last_date), link, subject, from_name FROM threads($1, $2, $3, $4, $5);
