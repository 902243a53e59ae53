-- list-members(list bigint) -> subscriber bigint, address text, name text, state text, delivery text, every text, form text, posts int, topics text, since bigint
-- `every` and `form` are "" for who reads no digests, `topics` for who takes everything; `posts` is 0 for as many as the list says.
SELECT s.subscriber, a.address, p.name, s.state, s.delivery,
       CASE s.delivery WHEN 'digest' THEN s.digest_every ELSE '' END, CASE s.delivery WHEN 'digest' THEN s.digest_form ELSE '' END,
       CASE s.delivery WHEN 'digest' THEN coalesce(s.digest_posts, 0) ELSE 0 END::int,
       coalesce((SELECT string_agg(i.slug, ', ' ORDER BY i.slug) FROM subscription_topic t JOIN interest i ON i.id = t.interest WHERE t.list = s.list AND t.subscriber = s.subscriber), ''),
       us(s.changed_at)
FROM subscription s
JOIN subscriber p ON p.id = s.subscriber
JOIN address a ON a.subscriber = s.subscriber AND a.is_primary
WHERE s.list = $1
ORDER BY a.address_key;
