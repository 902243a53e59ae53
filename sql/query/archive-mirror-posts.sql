-- archive-mirror-posts(list bigint, month text, places text[]) -> place text, month text, hash text, is_gone bool
-- What came from these places, and whatever else was in the month.
SELECT place, month, encode(content_hash, 'hex'), is_gone FROM mirror_post
WHERE list = $1 AND (month = $2 OR place = ANY ($3::text[]));
