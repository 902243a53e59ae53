-- news-letter-conditions(edition bigint, recipients bigint[]) -> recipient bigint, number int
-- Which conditions of the editorial hold for each reader of the batch.
SELECT st.subscriber, c.number
FROM edition_condition c
JOIN territory_closure tc ON tc.ancestor = c.territory
JOIN subscriber_territory st ON st.territory = tc.descendant
WHERE c.edition = $1 AND st.subscriber = ANY ($2::bigint[])
UNION
SELECT si.subscriber, c.number
FROM edition_condition c
JOIN interest_closure ic ON ic.ancestor = c.interest
JOIN subscriber_interest si ON si.interest = ic.descendant
WHERE c.edition = $1 AND si.subscriber = ANY ($2::bigint[]);
