-- site-posts-newest(count int) -> list text, list_title text, message bigint, link text, author text, subject text, date bigint, changed bigint, language text
SELECT list_name, list_title, message, link, from_name, subject, us(date), us(changed_at), language
FROM posts_newest($1);
