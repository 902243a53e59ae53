-- news-edition-waits(edition bigint) -> why text, opens bigint
-- No row: nothing holds it. Opens 0: nobody knows when, a person does it.
SELECT w.why, coalesce(us(w.opens), 0)
FROM mailing m CROSS JOIN LATERAL mailing_waits(m.id) w WHERE m.edition = $1::bigint AND w.why IS NOT NULL
UNION ALL
SELECT 'schedule', coalesce(us(g.starts_at), 0)
FROM edition e JOIN sending g ON g.edition = e.id WHERE e.id = $1::bigint AND e.state = 'scheduled'
LIMIT 1;
