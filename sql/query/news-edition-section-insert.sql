-- news-edition-section-insert(edition bigint, number int, heading text, reach text, local bool, kinds text[], interests bigint[], programmes text[], since text, since_date text, sort text, most int, otherwise text)
INSERT INTO edition_section (edition, number, heading, reach, local, kinds, interests, programmes, since, since_date, sort, most, otherwise)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, nullif($10, '')::date, $11, $12, $13);
