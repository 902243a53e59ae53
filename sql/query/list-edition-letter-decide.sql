-- list-edition-letter-decide(letter bigint, state text, by text) -> outcome text
SELECT edition_letter_decide($1, $2, $3);
