-- list-topic-named(list bigint, words text[]) -> n bigint, interest bigint
-- n is the place of the word, from 1.
SELECT n, interest FROM topics_named($1, $2) ORDER BY n, interest;
