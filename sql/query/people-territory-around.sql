-- people-territory-around(territory bigint) -> is_commune bool, around bigint
SELECT t.kind = 'commune', coalesce((SELECT e.id FROM territory_closure c JOIN territory e ON e.id = c.ancestor AND e.kind = 'epci'
                                     WHERE c.descendant = t.id ORDER BY e.id LIMIT 1), t.id)
FROM territory t WHERE t.id = $1;
