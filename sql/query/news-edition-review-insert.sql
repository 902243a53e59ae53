-- news-edition-review-insert(edition bigint, contribution bigint, rank int, title text, body text)
INSERT INTO edition_review (edition, contribution, rank, title, body) VALUES ($1, $2, $3, $4, $5);
