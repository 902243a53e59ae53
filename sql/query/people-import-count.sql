-- people-import-count() -> added bigint, changed bigint, unchanged bigint, have_left bigint
SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE is_changed), count(*) FILTER (WHERE NOT is_new AND NOT is_changed),
       count(*) FILTER (WHERE NOT is_new AND EXISTS (
         SELECT FROM subscription s WHERE s.subscriber = i.subscriber AND s.list = ANY (i.lists) AND s.state = 'unsubscribed'))
FROM incoming_subscriber i;
