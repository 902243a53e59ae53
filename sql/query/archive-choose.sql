-- archive-choose(list bigint, name text) -> message bigint, message_id text, link text, choice text, subject text, author text, date text, raw bytea, state text
-- The messages of a list that a name fits: a permanent link, a Message-ID, which several may share, or that with ~ and
-- 8 digits of its content's hash, which is what each choice of several is; state is shown, hide or delete.
SELECT m.id, m.message_id, m.link,
       CASE WHEN count(*) OVER () > 1 THEN m.message_id || '~' || left(encode(m.content_hash, 'hex'), 8) ELSE m.link END,
       m.subject, m.from_name, to_char(m.date AT TIME ZONE 'UTC', 'YYYY-MM-DD'), m.raw,
       coalesce((SELECT w.what FROM withdrawn_post w WHERE w.list = $1 AND w.message = m.id), 'shown')
FROM message m
WHERE (m.link = $2 OR m.message_id = $2
       OR (m.message_id = regexp_replace($2, '~[0-9a-f]{8}$', '') AND left(encode(m.content_hash, 'hex'), 8) = right($2, 8)))
  AND (EXISTS (SELECT FROM post p WHERE p.message = m.id AND p.list = $1)
       OR EXISTS (SELECT FROM withdrawn_post w WHERE w.message = m.id AND w.list = $1))
ORDER BY m.id;
