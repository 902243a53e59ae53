-- news-contribution-twin(title text, body text) -> id bigint
SELECT id FROM contribution WHERE title = $1 AND body = $2 ORDER BY id LIMIT 1;
