-- site-me-set-person(token text, language text, places text[], interests text[]) -> done bool
SELECT me_set_person($1, $2, $3, $4);
