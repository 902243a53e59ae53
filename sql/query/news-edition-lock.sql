-- news-edition-lock(edition bigint) -> state text
SELECT state FROM edition WHERE id = $1 FOR UPDATE;
