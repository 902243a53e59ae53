-- news-edition-sample(edition bigint, who audience) -> name text, address text
-- Read in the order of their numbers until three are found.
SELECT coalesce(s.name, ''), a.address
FROM subscription n
JOIN subscriber s ON s.id = n.subscriber
JOIN address a ON a.subscriber = s.id AND a.is_primary
WHERE n.list = (SELECT e.list FROM edition e WHERE e.id = $1) AND n.state = 'confirmed' AND n.delivery <> 'none'
  AND NOT is_paused(n) AND NOT is_on_break(s) AND /*audience*/ true
  AND NOT EXISTS (SELECT FROM bounce_score b WHERE b.list = n.list AND b.subscriber = s.id AND b.state IN ('suspended', 'trying'))
  AND NOT EXISTS (SELECT FROM suppression p WHERE p.address_key = a.address_key AND (p.list IS NULL OR p.list = n.list))
  AND NOT EXISTS (SELECT FROM delivery d
                  WHERE d.mailing = ANY (ARRAY(SELECT o.id FROM sending g JOIN mailing o ON o.edition = ANY (g.except_editions) WHERE g.edition = $1))
                    AND d.recipient = s.id AND d.state IN ('s', 'c', 'u'))
ORDER BY s.id
LIMIT 3;
