-- site-me-zone(token text) -> zone text
SELECT zone FROM me_zone($1) AS zone WHERE zone IS NOT NULL;
