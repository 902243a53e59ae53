-- list-which(subscriber bigint) -> list bigint, name text, domain text, title text, delivery text, every text, posts int, pause_from text, pause_until text
SELECT l.id, l.name, l.domain, l.title, u.delivery, u.digest_every, coalesce(u.digest_posts, 0)::int,
       CASE WHEN u.pause_until >= the_time()::date THEN u.pause_from::text END, CASE WHEN u.pause_until >= the_time()::date THEN u.pause_until::text END
FROM subscription u JOIN list l ON l.id = u.list
WHERE u.subscriber = $1 AND u.state = 'confirmed' ORDER BY l.name;
