-- site-me-page(token text, language text, most int, places text[], interests text[]) -> part text, name text, label text, state text, is_so bool, is_top bool, due bigint
-- What the columns of a part are is said in the function; `most` of what the next letters would hold
-- for these places and interests, or for theirs where they are NULL.
SELECT part, name, label, state, is_so, is_top, due FROM me_page($1, $2, $3, $4, $5);
