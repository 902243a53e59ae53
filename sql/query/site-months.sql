-- site-months(list text, zone text) -> year int, month int
SELECT year, month FROM months($1, $2);
