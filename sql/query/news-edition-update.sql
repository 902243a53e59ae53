-- news-edition-update(edition bigint, title text, preheader text, language text, editorial text, audience text, template text, reply_to text, schedule text, images text, clicks text)
-- A draft read anew from its file: composed no longer. NULL for clicks: as its list has it.
UPDATE edition SET title = $2, preheader = $3, language = $4, editorial = $5, audience = $6, template = $7,
       reply_to = $8, schedule = $9, images = $10, clicks = coalesce($11::text, (SELECT l.clicks FROM list l WHERE l.id = edition.list)), composed_at = NULL, public_editorial = NULL
WHERE id = $1 AND state = 'draft';
