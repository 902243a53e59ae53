-- list-digest-posts(mailing bigint) -> message bigint, list bigint, is_public bool, thread bigint, message_id text, short_hash text, from_name text, from_address text, subject text, date bigint, refers_to text, created bigint
-- Oldest first, with the list each is a post of, which may be one above (0177); what is a post no
-- more, or withdrawn, is left out. The archive has a hidden address for the name of who gives none.
SELECT m.id, p.list, l.is_public, p.thread, m.message_id, m.short_hash, CASE WHEN m.from_name LIKE '%@…' THEN '' ELSE m.from_name END, coalesce(m.from_address, ''), m.subject, us(m.date), array_to_string(m.refers_to, E'\n'), us(g.created_at)
FROM mailing g
JOIN message m ON m.id = ANY (g.posts)
CROSS JOIN LATERAL (
  SELECT p.list, p.thread FROM post p
  WHERE p.message = m.id
    AND (p.list = g.list OR p.list IN (SELECT o.posted_to FROM mailing o WHERE o.kind = 'post' AND o.message = m.id AND o.list = g.list))
  ORDER BY p.list <> g.list, p.list LIMIT 1
) p
JOIN list l ON l.id = p.list
WHERE g.id = $1::bigint
ORDER BY m.date, m.id;
