-- site-edition(list text, number int) -> id bigint, list_title text, title text, summary text, language text, editorial text, sent bigint, message_id text
SELECT id, list_title, title, preheader, language, editorial, us(sent_at), message_id FROM edition WHERE list_name = $1 AND number = $2;
