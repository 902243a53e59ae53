-- site-me-archive(token text, list text, per_address int, overall int) -> sent bool
SELECT me_archive($1, $2, $3, $4);
