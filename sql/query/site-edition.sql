-- site-edition(list text, number int, language text) -> id bigint, list_title text, title text, summary text, language text, editorial text, sent bigint, message_id text, link text, thread bigint, languages text, images text
-- In the language, where the edition has it. link: "" and thread: 0 where no copy is in the archive. A line of images: hash, type, width,
-- height, name.
SELECT e.id, e.list_title, coalesce(t.title, e.title), coalesce(t.preheader, e.preheader), coalesce(t.language, e.language),
       coalesce(t.editorial, e.editorial), us(e.sent_at), e.message_id,
       coalesce((SELECT p.link FROM post p WHERE p.list_name = $1 AND p.message_id = e.message_id ORDER BY p.accepted_at, p.message LIMIT 1), ''),
       coalesce((SELECT p.thread FROM post p WHERE p.list_name = $1 AND p.message_id = e.message_id ORDER BY p.accepted_at, p.message LIMIT 1), 0),
       concat_ws(E'\n', e.language, (SELECT string_agg(o.language, E'\n' ORDER BY o.language) FROM edition_text o WHERE o.edition = e.id)),
       (SELECT string_agg(concat_ws(' ', i.hash, i.type, i.width, i.height, i.name), E'\n') FROM edition_image i WHERE i.edition = e.id)
FROM edition e LEFT JOIN edition_text t ON t.edition = e.id AND t.language = $3
WHERE e.list_name = $1 AND e.number = $2;
