-- site-me-page(token text, language text) -> part text, name text, label text, state text, is_so bool, is_top bool, due bigint
-- What the columns of a part are is said in the function.
SELECT part, name, label, state, is_so, is_top, due FROM me_page($1, $2);
