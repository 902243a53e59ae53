-- people-subscriber-show(subscriber bigint) -> addresses text, name text, initials bool, language text, time_zone text, knowledge text, territories text, interests text, lists text, notes text, created_at bigint, last_contact_at bigint
SELECT (SELECT string_agg(a.address, ';' ORDER BY a.is_primary DESC, a.address_key) FROM address a WHERE a.subscriber = s.id),
       coalesce(s.name, ''), s.by_initials, s.language, coalesce(s.time_zone, ''), array_to_string(s.knowledge, ';'),
       coalesce((SELECT string_agg(t.code || ' ' || t.name, ';' ORDER BY t.name) FROM subscriber_territory st JOIN territory t ON t.id = st.territory WHERE st.subscriber = s.id), ''),
       coalesce((SELECT string_agg(i.slug, ';' ORDER BY i.slug) FROM subscriber_interest si JOIN interest i ON i.id = si.interest WHERE si.subscriber = s.id), ''),
       coalesce((SELECT string_agg(l.name || ' ' || su.state || CASE su.delivery WHEN 'each' THEN '' ELSE ' ' || su.delivery END || CASE su.delivery WHEN 'digest' THEN ' ' || su.digest_every || ' ' || su.digest_form || coalesce(' ' || su.digest_posts, '') ELSE '' END
           || CASE WHEN su.pause_until >= the_time()::date THEN ' suspended ' || su.pause_from || ' to ' || su.pause_until ELSE '' END
           || coalesce((SELECT ' about ' || string_agg(i.slug, ', ' ORDER BY i.slug) FROM subscription_topic x JOIN interest i ON i.id = x.interest
                        WHERE x.list = su.list AND x.subscriber = su.subscriber), ''), ';' ORDER BY l.name)
         FROM subscription su JOIN list l ON l.id = su.list WHERE su.subscriber = s.id), ''),
       coalesce(s.notes, ''), us(s.created_at), us(s.last_contact_at)
FROM subscriber s WHERE s.id = $1;
