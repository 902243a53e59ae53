-- mailing-bounce-insert(mailing bigint, recipient bigint, raw bytea)
INSERT INTO bounce (mailing, subscriber, raw) VALUES ($1, CASE WHEN $2 = 0 THEN 0 ELSE subscriber_now($2) END, $3);
