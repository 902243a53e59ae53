-- news-edition-link-insert(edition bigint, number int, contribution bigint, url text)
-- Contribution 0: it stands in none.
INSERT INTO edition_link (edition, number, contribution, url) VALUES ($1, $2, nullif($3, 0), $4);
