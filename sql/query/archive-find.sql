-- archive-find(list bigint, link text) -> message bigint, message_id text, link text, subject text, author text, raw bytea, state text
-- By permanent link or Message-ID; state is shown, hide or delete.
SELECT m.id, m.message_id, m.link, m.subject, m.from_name, m.raw,
       coalesce((SELECT w.what FROM withdrawn_post w WHERE w.list = $1 AND w.message = m.id), 'shown')
FROM message m WHERE m.id = post_find($1, $2);
