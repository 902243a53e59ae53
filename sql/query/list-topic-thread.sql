-- list-topic-thread(list bigint, message bigint, interests bigint[]) -> posts bigint
SELECT thread_topics_set($1, $2, $3);
