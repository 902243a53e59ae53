-- mailing-bounce-list(list bigint) -> list_name text, address text, score float, days int, state text, scored bigint, changed bigint
-- 0 is every list.
SELECT l.name, coalesce(a.address, ''), s.score::float, s.days, s.state, us(s.scored_at), us(s.changed_at)
FROM bounce_score s
JOIN list l ON l.id = s.list
LEFT JOIN address a ON a.subscriber = s.subscriber AND a.is_primary
WHERE $1::bigint = 0 OR s.list = $1
ORDER BY l.name, s.state <> 'counting' DESC, s.score DESC, a.address;
