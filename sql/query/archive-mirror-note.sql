-- archive-mirror-note(list bigint, month text, places text[], hashes text[])
-- Those that are on the list: what was withdrawn here is not asked for again either.
INSERT INTO mirror_post (list, place, month, content_hash)
SELECT $1, u.place, $2, decode(u.hash, 'hex') FROM unnest($3::text[], $4::text[]) AS u(place, hash)
ON CONFLICT (list, place) DO UPDATE SET month = excluded.month, content_hash = excluded.content_hash, is_gone = false
WHERE (mirror_post.month, mirror_post.content_hash, mirror_post.is_gone) IS DISTINCT FROM (excluded.month, excluded.content_hash, false);
