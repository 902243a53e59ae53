-- list-post-lock(list bigint, message_id text)
-- Two copies of one mail on one list wait for each other until the transaction ends. The seed is
-- negative so that it never meets the locks that thread_of() takes after this one.
SELECT pg_advisory_xact_lock(hashtextextended($2, -1 - $1));
