-- site-link(code text, number int) -> url text
SELECT url FROM link($1, $2) AS url WHERE url IS NOT NULL;
