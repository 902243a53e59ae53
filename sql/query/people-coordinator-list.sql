-- people-coordinator-list() -> name text, lists text, territories text, people bigint, has_role bool
SELECT c.name,
       CASE WHEN c.by_list THEN coalesce((SELECT string_agg(l.name, ';' ORDER BY l.name) FROM coordinator_list k JOIN list l ON l.id = k.list WHERE k.coordinator = c.name), 'none any more') ELSE 'all' END,
       CASE WHEN c.by_territory THEN coalesce((SELECT string_agg(t.code || ' ' || t.name, ';' ORDER BY t.code) FROM coordinator_territory k JOIN territory t ON t.id = k.territory WHERE k.coordinator = c.name), 'none any more') ELSE 'all' END,
       (SELECT count(*) FROM subscriber s
        WHERE (NOT c.by_territory OR s.places && ARRAY(SELECT k.territory::int FROM coordinator_territory k WHERE k.coordinator = c.name))
          AND (NOT c.by_list OR NOT EXISTS (SELECT FROM subscription u WHERE u.subscriber = s.id)
               OR EXISTS (SELECT FROM subscription u JOIN coordinator_list k ON k.list = u.list AND k.coordinator = c.name WHERE u.subscriber = s.id))),
       to_regrole(quote_ident(c.role)) IS NOT NULL
FROM coordinator c WHERE c.ended_at IS NULL ORDER BY c.name;
