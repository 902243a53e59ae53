-- news-contribution-update(id bigint, kind text, title text, body text, author text, knowledge text[], source text, programme text, language text)
UPDATE contribution SET kind = $2, title = $3, body = $4, author = $5, knowledge = $6, source = $7, programme = $8, language = $9
WHERE id = $1;
