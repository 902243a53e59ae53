-- news-edition-condition-insert(edition bigint, number int, territory bigint, interest bigint)
-- 0 where it asks for none.
INSERT INTO edition_condition (edition, number, territory, interest) VALUES ($1, $2, nullif($3, 0), nullif($4, 0));
