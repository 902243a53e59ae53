-- news-letter-click-places(edition bigint, recipients bigint[]) -> recipient bigint, code text
-- Of those who live in several départements, the first.
SELECT s.id, min(p.code)
FROM subscriber s
JOIN territory t ON t.kind = 'departement' AND t.id = ANY (s.places)
JOIN edition_click_place p ON p.edition = $1 AND p.code = t.code
WHERE s.id = ANY ($2)
GROUP BY s.id;
