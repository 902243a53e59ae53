-- people-subscriber-list(who audience, most bigint) -> address text, name text, language text, knowledge text, territories text, interests text, lists text
-- In the order of their addresses; most 0 is all.
SELECT a.address, coalesce(s.name, ''), s.language, array_to_string(s.knowledge, ';'),
       coalesce((SELECT string_agg(t.name, ';' ORDER BY t.name) FROM subscriber_territory st JOIN territory t ON t.id = st.territory WHERE st.subscriber = s.id), ''),
       coalesce((SELECT string_agg(i.slug, ';' ORDER BY i.slug) FROM subscriber_interest si JOIN interest i ON i.id = si.interest WHERE si.subscriber = s.id), ''),
       coalesce((SELECT string_agg(l.name, ';' ORDER BY l.name) FROM subscription su JOIN list l ON l.id = su.list WHERE su.subscriber = s.id AND su.state = 'confirmed'), '')
FROM subscriber s JOIN address a ON a.subscriber = s.id AND a.is_primary
WHERE /*audience*/ true
ORDER BY a.address_key
LIMIT nullif($1, 0);
