-- site-me-set-zone(token text, words text) -> done bool
SELECT me_set_zone($1, $2);
