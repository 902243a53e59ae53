-- news-letter-conditions(edition bigint, recipients bigint[]) -> recipient bigint, number int
-- Which conditions of the editorial hold for each reader of the batch.
SELECT s.id, c.number
FROM edition_condition c JOIN subscriber s ON s.id = ANY ($2::bigint[])
WHERE c.edition = $1
  AND (s.places @> ARRAY[c.territory::int] OR EXISTS (
    SELECT FROM interest_closure ic WHERE ic.ancestor = c.interest AND ic.descendant = ANY (s.interests)));
