-- site-me-set-break(token text, first_day text, last_day text) -> done bool
SELECT me_set_break($1, $2::date, $3::date);
