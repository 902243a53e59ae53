-- news-edition-reasons(edition bigint) -> people bigint, status text, reply text
SELECT count(*), coalesce(d.status, ''), coalesce(max(d.reply), '')
FROM mailing m JOIN delivery d ON d.mailing = m.id AND d.state = 'f'
WHERE m.edition = $1
GROUP BY 2 ORDER BY 1 DESC, 2;
