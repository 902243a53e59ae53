-- site-me-interests(token text) -> slug text
SELECT slug FROM me_interests($1);
