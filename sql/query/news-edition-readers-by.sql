-- news-edition-readers-by(edition bigint, who audience) -> label text, people bigint
-- Who would get it, by language, then by département; who lives in several is in each.
WITH chosen AS MATERIALIZED (
  SELECT s.language, s.places
  FROM edition e
  JOIN subscription n ON n.list = e.list AND n.state = 'confirmed' AND n.delivery <> 'none' AND NOT is_paused(n)
  JOIN subscriber s ON s.id = n.subscriber
  WHERE e.id = $1 AND NOT is_on_break(s) AND /*audience*/ true
    AND NOT EXISTS (SELECT FROM bounce_score b WHERE b.list = n.list AND b.subscriber = s.id AND b.state IN ('suspended', 'trying'))
    AND NOT EXISTS (SELECT FROM suppression p JOIN address a USING (address_key)
                    WHERE a.subscriber = s.id AND a.is_primary AND (p.list IS NULL OR p.list = n.list))
    AND NOT EXISTS (SELECT FROM sending g JOIN mailing o ON o.edition = ANY (g.except_editions)
                    JOIN delivery d ON d.mailing = o.id AND d.recipient = s.id AND d.state IN ('s', 'c', 'u')
                    WHERE g.edition = e.id)
)
SELECT * FROM (SELECT language, count(*) FROM chosen GROUP BY 1 ORDER BY 2 DESC, 1) l
UNION ALL
SELECT * FROM (
  SELECT t.name, count(*) FROM chosen, unnest(places) p JOIN territory t ON t.id = p AND t.kind = 'departement'
  GROUP BY t.id, t.name ORDER BY 2 DESC, 1 LIMIT 8) d
UNION ALL
SELECT '', count(*) FROM chosen WHERE NOT places && ARRAY(SELECT id::int FROM territory WHERE kind = 'departement') HAVING count(*) > 0;
