-- site-me-set-initials(token text, initials bool) -> is_new bool
SELECT me_set_initials($1, $2);
