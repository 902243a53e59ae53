-- people-audit-list(subscriber bigint, most bigint) -> at bigint, actor text, what text, object text, name text, address text, was text, now text
-- Newest first; of one subscriber where not NULL (0), most 0 is all.
SELECT us(u.at), u.actor, u.what, u.object, coalesce(u.name, ''), coalesce(a.address, ''), coalesce(u.before::text, ''), coalesce(u.after::text, '')
FROM audit u LEFT JOIN address a ON a.subscriber = subscriber_now(u.subscriber) AND a.is_primary
WHERE $1 = 0 OR u.subscriber = $1 OR u.subscriber IN (SELECT gone FROM subscriber_merged WHERE kept = $1)
ORDER BY u.id DESC LIMIT nullif($2, 0);
