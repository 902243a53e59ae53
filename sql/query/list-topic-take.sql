-- list-topic-take(list bigint, message bigint, words text[], given bigint[])
SELECT FROM post_topics_take($1, $2, $3, $4);
