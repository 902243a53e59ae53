-- site-edition(list text, number int) -> id bigint, list_title text, title text, summary text, language text, editorial text, sent bigint, message_id text, archived bool
SELECT e.id, e.list_title, e.title, e.preheader, e.language, e.editorial, us(e.sent_at), e.message_id,
       EXISTS (SELECT FROM post p WHERE p.list_name = $1 AND p.message_id = e.message_id)
FROM edition e WHERE e.list_name = $1 AND e.number = $2;
