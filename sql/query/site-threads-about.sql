-- site-threads-about(territory text, interest text, count int) -> list text, list_title text, posts int, last bigint, link text, subject text, author text
SELECT list_name, list_title, posts, us(last_date), link, subject, from_name FROM threads_about($1, $2, $3);
