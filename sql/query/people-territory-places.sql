-- people-territory-places(territories bigint[]) -> territory bigint, place bigint
-- Each with everything it lies in, ascending.
SELECT c.descendant, c.ancestor FROM territory_closure c WHERE c.descendant = ANY ($1) ORDER BY 1, 2;
