-- site-me-places(token text) -> code text, name text
SELECT code, name FROM me_places($1);
