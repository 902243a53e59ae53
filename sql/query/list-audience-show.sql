-- list-audience-show(list bigint) -> expression text, opened bigint, invited bigint, written bigint, joined bigint
SELECT coalesce(a.expression, ''), coalesce(us(a.opened_at), 0), count(i.list), count(i.sent_at), count(u.list)
FROM list l LEFT JOIN list_audience a ON a.list = l.id LEFT JOIN list_invitation i ON i.list = l.id
LEFT JOIN subscription u ON u.list = i.list AND u.subscriber = i.subscriber AND u.state = 'confirmed'
WHERE l.id = $1 GROUP BY a.expression, a.opened_at;
