-- mailing-bounce-due(resume_after bigint, most int) -> list bigint, list_name text, subscriber bigint, address text, last bool
-- Who has to get a probe, and who, suspended for long, the one letter that tells them.
SELECT s.list, l.name, s.subscriber, a.address, s.state = 'suspended'
FROM bounce_score s
JOIN list l ON l.id = s.list
JOIN subscription n ON n.list = s.list AND n.subscriber = s.subscriber AND n.state = 'confirmed'
JOIN address a ON a.subscriber = s.subscriber AND a.is_primary AND NOT is_suppressed(a.address_key)
WHERE s.state = 'due'
   OR (s.state = 'suspended' AND s.told_at IS NULL
       AND s.changed_at <= the_time() - $1::bigint * interval '1 microsecond')
ORDER BY s.changed_at
LIMIT $2
FOR UPDATE OF s SKIP LOCKED;
