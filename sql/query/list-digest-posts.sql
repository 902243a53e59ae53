-- list-digest-posts(mailing bigint) -> message bigint, thread bigint, message_id text, short_hash text, from_name text, from_address text, subject text, date bigint, refers_to text, created bigint
-- Oldest first; what is a post of the list no more, or withdrawn, is left out. The archive has a
-- hidden address for the name of who gives none.
SELECT m.id, p.thread, m.message_id, m.short_hash, CASE WHEN m.from_name LIKE '%@…' THEN '' ELSE m.from_name END, coalesce(m.from_address, ''), m.subject, us(m.date), array_to_string(m.refers_to, E'\n'), us(g.created_at)
FROM mailing g JOIN post p ON p.list = g.list AND p.message = ANY (g.posts) JOIN message m ON m.id = p.message
WHERE g.id = $1::bigint
ORDER BY m.date, m.id;
