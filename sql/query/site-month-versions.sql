-- site-month-versions(list text, zone text, from bigint, to bigint) -> year int, month int, posts int, version text
SELECT year, month, posts, version FROM month_versions($1, $2, $3, $4);
