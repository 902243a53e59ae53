-- site-posts-newest(count int) -> list text, list_title text, message bigint, message_id text, author text, subject text, date bigint, accepted bigint, language text
SELECT list_name, list_title, message, message_id, from_name, subject, us(date), us(accepted_at), language
FROM posts_newest($1);
