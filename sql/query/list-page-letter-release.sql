-- list-page-letter-release(per_address int, per_network int, overall int, most int) -> released int
-- Letters that wait for the budget of all are to be written, as many as it has room for.
SELECT page_letter_release($1, $2, $3, $4);
