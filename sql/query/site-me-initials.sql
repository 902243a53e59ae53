-- site-me-initials(token text) -> initials bool
SELECT initials FROM me_initials($1) AS initials WHERE initials IS NOT NULL;
