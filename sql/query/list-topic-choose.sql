-- list-topic-choose(list bigint, subscriber bigint, interests bigint[]) -> done bool
SELECT subscription_topics_set($1, $2, $3);
