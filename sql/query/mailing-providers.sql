-- mailing-providers(most int) -> domain text, queued bigint, put_off bigint, claimed bigint, sent bigint, failed bigint, unknown bigint, reply text
-- Of mailings that are not finished, by the part of the address that says who takes it; put_off is
-- part of queued. The reply is one of those that put off or failed a delivery.
SELECT split_part(coalesce(n.address, a.address_key, '@'), '@', 2) AS domain,
       count(*) FILTER (WHERE d.state = 'q'),
       count(*) FILTER (WHERE d.state = 'q' AND d.next_try > the_time()),
       count(*) FILTER (WHERE d.state = 'c'),
       count(*) FILTER (WHERE d.state = 's'),
       count(*) FILTER (WHERE d.state = 'f'),
       count(*) FILTER (WHERE d.state = 'u'),
       max(d.status || ' ' || d.reply) FILTER (WHERE d.state IN ('q', 'f'))
FROM mailing m
JOIN delivery d ON d.mailing = m.id
LEFT JOIN notice_recipient n ON m.kind = 'notice' AND n.mailing = d.mailing AND n.position = d.recipient
LEFT JOIN address a ON m.kind <> 'notice' AND a.subscriber = d.recipient AND a.is_primary
WHERE m.state IN ('running', 'paused')
GROUP BY 1
ORDER BY count(*) DESC, 1
LIMIT $1;
