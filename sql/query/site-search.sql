-- site-search(words text, subject text, from_name text, list text, after bigint, before bigint, attachment bool, territory text, interest text, newest bool, skip int, count int) -> list text, list_title text, language text, message bigint, link text, subject text, author text, date bigint, changed bigint, snippet text
SELECT list_name, list_title, language, message, link, subject, from_name, us(date), us(changed_at), snippet
FROM search($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);
