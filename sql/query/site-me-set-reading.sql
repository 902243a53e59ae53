-- site-me-set-reading(token text, list text, form text, posts int, first_day text, last_day text) -> done bool
-- `posts` 0: as many as the list says; days NULL: no break.
SELECT me_set_reading($1, $2, $3, nullif($4::int, 0), $5::date, $6::date);
