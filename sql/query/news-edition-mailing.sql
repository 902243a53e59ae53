-- news-edition-mailing(edition bigint) -> mailing bigint, state text, due bigint, retry_at bigint
-- due: how many wait for their first try or for one that is due; retry_at: when the first of the
-- others, refused for now, is tried again (0: there are none).
SELECT m.id, m.state,
       (SELECT count(*) FROM delivery d WHERE d.mailing = m.id AND d.state = 'q' AND d.next_try <= the_time()),
       coalesce((SELECT us(min(d.next_try)) FROM delivery d
                 WHERE d.mailing = m.id AND d.state = 'q' AND d.next_try > the_time()), 0)
FROM mailing m
WHERE m.edition = $1
ORDER BY m.id DESC
LIMIT 1;
