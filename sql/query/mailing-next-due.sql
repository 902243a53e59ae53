-- mailing-next-due() -> wait bigint
SELECT CASE count(*) WHEN 0 THEN -1 ELSE greatest(min(us(greatest(d.next_try, g.opens_at))) - us(the_time()), 0) END
FROM mailing m
CROSS JOIN LATERAL (
  SELECT next_try FROM delivery WHERE mailing = m.id AND state = 'q' ORDER BY next_try LIMIT 1
) d
LEFT JOIN sending g ON g.edition = m.edition
WHERE m.state = 'running' AND (g.edition IS NULL OR g.not_after > the_time() IS NOT FALSE);
