-- people-territory-any() -> id bigint
SELECT id FROM territory LIMIT 1;
