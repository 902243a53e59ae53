-- news-edition-sample(edition bigint, who audience) -> name text, address text
SELECT coalesce(s.name, ''), a.address
FROM edition e
JOIN subscription n ON n.list = e.list AND n.state = 'confirmed' AND n.delivery <> 'none' AND NOT is_paused(n)
JOIN subscriber s ON s.id = n.subscriber
JOIN address a ON a.subscriber = s.id AND a.is_primary
WHERE e.id = $1 AND NOT is_on_break(s) AND /*audience*/ true
  AND NOT EXISTS (SELECT FROM bounce_score b WHERE b.list = n.list AND b.subscriber = s.id AND b.state IN ('suspended', 'trying'))
  AND NOT EXISTS (SELECT FROM suppression p WHERE p.address_key = a.address_key AND (p.list IS NULL OR p.list = n.list))
  AND NOT EXISTS (SELECT FROM sending g JOIN mailing o ON o.edition = ANY (g.except_editions)
                  JOIN delivery d ON d.mailing = o.id AND d.recipient = s.id AND d.state IN ('s', 'c', 'u')
                  WHERE g.edition = e.id)
ORDER BY s.id
LIMIT 3;
