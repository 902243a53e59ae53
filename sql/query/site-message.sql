-- site-message(list text, message_id text) -> message bigint, thread bigint, list_title text, list_kind text, list_domain text, short_hash text, author text, subject text, date bigint, accepted bigint, body text, html text, edition int, newer text, older text
-- A Message-ID that came again with other content names the one that came first.
SELECT message, thread, list_title, list_kind, list_domain, short_hash, from_name, subject, us(date), us(accepted_at),
       body, html, edition, newer, older
FROM message_page($1, $2);
