-- mailing-next-due() -> wait bigint
SELECT CASE count(*) WHEN 0 THEN -1 ELSE greatest(min(us(d.next_try)) - us(the_time()), 0) END
FROM mailing m
CROSS JOIN LATERAL (
  SELECT next_try FROM delivery WHERE mailing = m.id AND state = 'q' ORDER BY next_try LIMIT 1
) d
WHERE m.state = 'running';
