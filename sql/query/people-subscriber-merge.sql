-- people-subscriber-merge(kept bigint, gone bigint)
SELECT subscriber_merge($1, $2);
