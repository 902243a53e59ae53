-- archive-message-insert(message_id text, content_hash bytea, short_hash text, raw bytea, from_name text, from_address text, subject text, body text, html text, date bigint, date_reason text, date_header bigint, refers_to text[], oddities text[]) -> id bigint
-- The same mail again answers with the row that is there; the idle update makes RETURNING see it.
INSERT INTO message (message_id, content_hash, short_hash, raw, from_name, from_address, subject, body, html,
                     date, date_reason, date_header, refers_to, oddities)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, at_us($10), $11, at_us(NULLIF($12::bigint, 0)), $13, $14)
ON CONFLICT (message_id, content_hash) DO UPDATE SET message_id = excluded.message_id
RETURNING id;
