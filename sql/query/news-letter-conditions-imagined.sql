-- news-letter-conditions-imagined(edition bigint, territories bigint[], interests bigint[]) -> number int
SELECT c.number
FROM edition_condition c JOIN territory_closure tc ON tc.ancestor = c.territory AND tc.descendant = ANY ($2::bigint[])
WHERE c.edition = $1
UNION
SELECT c.number
FROM edition_condition c JOIN interest_closure ic ON ic.ancestor = c.interest AND ic.descendant = ANY ($3::bigint[])
WHERE c.edition = $1;
