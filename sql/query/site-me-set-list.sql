-- site-me-set-list(token text, list text, delivery text) -> done bool
SELECT me_set_list($1, $2, $3);
