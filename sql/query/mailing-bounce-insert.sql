-- mailing-bounce-insert(mailing bigint, recipient bigint, raw bytea)
INSERT INTO bounce (mailing, subscriber, raw) VALUES ($1, subscriber_now($2), $3);
