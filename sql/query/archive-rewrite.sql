-- archive-rewrite(message bigint, raw bytea, from_name text, subject text, body text, html text, parts text, attachments int)
-- content_hash stays what it was, so that an import knows the mail.
UPDATE message SET raw = $2, from_name = $3, subject = $4, body = $5, html = $6, parts = $7::jsonb, attachments = $8, changed_at = the_time()
WHERE id = $1;
