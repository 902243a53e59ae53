-- site-editions(skip int, count int) -> list text, list_title text, number int, title text, summary text, sent bigint
SELECT list_name, list_title, number, title, preheader, us(sent_at) FROM edition ORDER BY sent_at DESC, id DESC OFFSET $1 LIMIT $2;
