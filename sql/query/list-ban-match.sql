-- list-ban-match(list bigint, patterns text[]) -> pattern text
-- The first of the patterns that this list or all of them have banned.
SELECT pattern FROM ban WHERE pattern = ANY ($2) AND (list = $1 OR list IS NULL) ORDER BY pattern LIMIT 1;
