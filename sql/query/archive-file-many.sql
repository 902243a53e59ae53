-- archive-file-many(list bigint, message_id text, content_hash bytea, short_hash text, raw bytea, from_name text, from_address text, subject text, body text, html text, date bigint, date_reason text, date_header bigint, refers_to text[], oddities text[], parts text, attachments int, search tsvector, search_quoted tsvector)
-- For a pipeline, behind archive-lock. The author is who has the address now.
SELECT FROM message_file($1, (SELECT a.subscriber FROM address a WHERE a.address_key = lower($7)), $2, $3, $4, $5, $6, $7, $8, $9, $10,
  at_us($11), $12, at_us(NULLIF($13::bigint, 0)), $14, $15, $16::jsonb, $17, search_joined($18, $6, $19));
