-- list-traits(list bigint) -> territories text, interests text, topics text, family text, fan_out text, digest_posts int, digest_hour int, digest_day int, parent text, posts_up bool, reached_post bool, children text
SELECT coalesce((SELECT string_agg(t.name, ', ' ORDER BY t.name) FROM list_territory a JOIN territory t ON t.id = a.territory WHERE a.list = l.id), ''),
       coalesce((SELECT string_agg(i.slug, ', ' ORDER BY i.slug) FROM list_interest a JOIN interest i ON i.id = a.interest WHERE a.list = l.id), ''),
       coalesce((SELECT string_agg(i.slug, ', ' ORDER BY coalesce(p.position, i.position), coalesce(p.id, i.id), i.parent IS NOT NULL, i.position, i.slug)
                 FROM interest i LEFT JOIN interest p ON p.id = i.parent WHERE i.id IN (SELECT list_topics(l.id))), ''),
       coalesce((SELECT f.name FROM list_family_list m JOIN list_family f ON f.id = m.family WHERE m.list = l.id), ''), l.fan_out,
       l.digest_posts::int, l.digest_hour::int, l.digest_day::int,
       coalesce((SELECT p.name FROM list p WHERE p.id = l.parent), ''), l.posts_up, l.reached_post,
       coalesce((SELECT string_agg(c.name, ', ' ORDER BY c.name) FROM list c WHERE c.parent = l.id), '')
FROM list l WHERE l.id = $1;
