-- people-consent-list(subscriber bigint) -> at bigint, what text, list text, version int, how text, network text
SELECT us(c.at), c.what, coalesce(l.name, ''), coalesce(c.version, 0), c.how, coalesce(host(c.network), '')
FROM consent c LEFT JOIN list l ON l.id = c.list
WHERE c.subscriber = $1 OR c.subscriber IN (SELECT gone FROM subscriber_merged WHERE kept = $1)
ORDER BY c.id;
