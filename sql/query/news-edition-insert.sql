-- news-edition-insert(list bigint, title text, preheader text, language text, editorial text, audience text, message_id text, template text, reply_to text, schedule text, images text, clicks text) -> id bigint, number int
-- NULL for clicks: as its list has it.
INSERT INTO edition (list, number, title, preheader, language, editorial, audience, message_id, template, reply_to, schedule, images, clicks)
SELECT $1, coalesce(max(e.number), 0) + 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11,
       coalesce($12::text, (SELECT clicks FROM list WHERE id = $1)) FROM edition e WHERE e.list = $1
RETURNING id, number;
