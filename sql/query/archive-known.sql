-- archive-known(list bigint, hashes text[]) -> hash text
-- Which mails are on the list, or were taken out of it, by their SHA-256.
SELECT encode(m.content_hash, 'hex') FROM message m
WHERE m.content_hash = ANY (ARRAY(SELECT decode(h, 'hex') FROM unnest($2::text[]) h))
  AND (EXISTS (SELECT FROM post p WHERE p.message = m.id AND p.list = $1)
    OR EXISTS (SELECT FROM withdrawn_post w WHERE w.message = m.id AND w.list = $1));
