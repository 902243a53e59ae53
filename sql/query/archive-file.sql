-- archive-file(list bigint, subscriber bigint, message_id text, content_hash bytea, short_hash text, raw bytea, from_name text, from_address text, subject text, body text, html text, date bigint, date_reason text, date_header bigint, refers_to text[], oddities text[], parts text, attachments int, search tsvector, search_quoted tsvector) -> message bigint, thread bigint
-- search: what it is searched by, but for the author and what is quoted; NULL: made here. thread is 0
-- when the message is on the list already, or was taken out of it.
SELECT message, thread FROM message_file($1, NULLIF($2::bigint, 0), $3, $4, $5, $6, $7, $8, $9, $10, $11, at_us($12), $13,
  at_us(NULLIF($14::bigint, 0)), $15, $16, $17::jsonb, $18, search_joined($19, $7, $20));
