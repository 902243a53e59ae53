-- archive-search(words text, subject text, from_name text, list text, after bigint, before bigint, attachment bool, territory text, interest text, newest bool, skip int, count int) -> list text, message_id text, link text, subject text, author text, date bigint, snippet text
-- Of all lists, public or not.
SELECT list_name, message_id, link, subject, from_name, us(date), snippet
FROM search_page(false, $1, $2, $3, $4, at_us(nullif($5::bigint, 0)), at_us(nullif($6::bigint, 0)), $7, $8, $9, $10, $11, $12);
