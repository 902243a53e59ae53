-- site-editions-about(territory text, interest text, count int) -> list text, list_title text, number int, title text, language text, editorial text, sent bigint, link text
-- link is the one of the same letter among the messages of its list.
SELECT a.list_name, a.list_title, a.number, a.title, e.language, e.editorial, us(a.sent_at), e.message_id
FROM editions_about($1, $2, $3) a JOIN edition e ON e.list_name = a.list_name AND e.number = a.number ORDER BY a.sent_at DESC, e.id DESC;
