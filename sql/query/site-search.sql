-- site-search(query text, list text, skip int, count int) -> list text, list_title text, message_id text, subject text, author text, date bigint, snippet text
SELECT list_name, list_title, message_id, subject, from_name, us(date), snippet FROM search($1, $2, $3, $4);
