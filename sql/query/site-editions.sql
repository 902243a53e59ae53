-- site-editions(list text, skip int, count int) -> list text, list_title text, number int, title text, summary text, language text, editorial text, sent bigint
SELECT list_name, list_title, number, title, preheader, language, editorial, us(sent_at)
FROM edition WHERE $1::text IS NULL OR list_name = $1 ORDER BY sent_at DESC, id DESC OFFSET $2 LIMIT $3;
