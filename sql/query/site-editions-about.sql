-- site-editions-about(territory text, interest text, count int) -> list text, list_title text, number int, title text, sent bigint
SELECT list_name, list_title, number, title, us(sent_at) FROM editions_about($1, $2, $3);
