-- news-edition-text-composed(edition bigint, language text, public_editorial text)
UPDATE edition_text SET public_editorial = $3 WHERE edition = $1 AND language = $2;
