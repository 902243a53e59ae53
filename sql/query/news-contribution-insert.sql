-- news-contribution-insert(kind text, title text, body text, author text, knowledge text[], source text, programme text, language text, accept bool) -> id bigint
INSERT INTO contribution (kind, title, body, author, knowledge, source, programme, language, state, decided_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8,
        CASE WHEN $9 THEN 'accepted' ELSE 'proposed' END, CASE WHEN $9 THEN the_time() END)
RETURNING id;
