-- site-me-letter(token text, what text, per_address int, overall int) -> done bool
SELECT me_letter($1, $2, $3, $4);
