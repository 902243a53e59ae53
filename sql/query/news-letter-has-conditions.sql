-- news-letter-has-conditions(edition bigint) -> number int
SELECT number FROM edition_condition WHERE edition = $1;
