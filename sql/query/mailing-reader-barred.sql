-- mailing-reader-barred(address_key text) -> what text, list_name text, reason text, score float, since bigint
-- What keeps mail from an address: first the suppressions, then the bounces that count.
SELECT 'suppressed', coalesce(l.name, ''), s.reason, 0::float, us(s.at)
FROM suppression s LEFT JOIN list l ON l.id = s.list
WHERE s.address_key = $1::text
UNION ALL
SELECT 'bounces', l.name, b.state, b.score::float, us(b.scored_at)
FROM address a
JOIN bounce_score b ON b.subscriber = a.subscriber
JOIN list l ON l.id = b.list
WHERE a.address_key = $1::text
ORDER BY 1 DESC, 2;
