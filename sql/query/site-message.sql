-- site-message(list text, link text) -> message bigint, message_id text, thread bigint, list_title text, list_kind text, list_domain text, short_hash text, author text, subject text, date bigint, changed bigint, body text, html text, edition int, newer text, older text
SELECT message, message_id, thread, list_title, list_kind, list_domain, short_hash, from_name, subject, us(date), us(changed_at),
       body, html, edition, newer, older
FROM message_page($1, $2);
