-- site-me-page(token text, language text, most int) -> part text, name text, label text, state text, is_so bool, is_top bool, due bigint
-- What the columns of a part are is said in the function; `most` of what the next letters would hold.
SELECT part, name, label, state, is_so, is_top, due FROM me_page($1, $2, $3);
