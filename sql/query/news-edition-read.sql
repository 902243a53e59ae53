-- news-edition-read(edition bigint) -> id bigint, list bigint, list_name text, list_domain text, list_title text, list_is_public bool, number int, title text, preheader text, language text, editorial text, audience text, state text, message_id text, composed_at bigint, sent_at bigint, template text, reply_to text, schedule text, images text, clicks text, list_clicks text, link_code text
SELECT e.id, e.list, l.name AS list_name, l.domain, l.title, l.is_public, e.number, e.title, e.preheader, e.language,
       e.editorial, e.audience, e.state, e.message_id, coalesce(us(e.composed_at), 0), coalesce(us(e.sent_at), 0),
       e.template, e.reply_to, e.schedule, e.images, e.clicks, l.clicks, e.link_code
FROM edition e JOIN list l ON l.id = e.list
WHERE e.id = $1;
