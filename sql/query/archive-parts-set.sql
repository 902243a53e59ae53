-- archive-parts-set(message bigint, parts text, attachments int)
-- NULL leaves them as they are.
WITH done AS (DELETE FROM parts_due WHERE message = $1)
UPDATE message SET parts = coalesce($2::jsonb, parts), attachments = CASE WHEN $2 IS NULL THEN attachments ELSE $3 END, changed_at = the_time()
WHERE id = $1;
