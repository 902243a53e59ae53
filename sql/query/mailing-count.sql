-- mailing-count(mailing bigint) -> queued bigint, claimed bigint, sent bigint, failed bigint, unknown bigint, total bigint
SELECT count(*) FILTER (WHERE d.state = 'q'),
       count(*) FILTER (WHERE d.state = 'c'),
       count(*) FILTER (WHERE d.state = 's'),
       count(*) FILTER (WHERE d.state = 'f'),
       count(*) FILTER (WHERE d.state = 'u'),
       m.total::bigint
FROM mailing m LEFT JOIN delivery d ON d.mailing = m.id
WHERE m.id = $1
GROUP BY m.id;
