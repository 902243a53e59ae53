-- store-actor-set(actor text) -> actor text, limited bool, ended bool
-- Names who acts, for the audit log; tells whether they are a coordinator, and whether no more.
SELECT set_config('colporteur.actor', $1, false), c.name IS NOT NULL, c.ended_at IS NOT NULL
FROM (VALUES (1)) one LEFT JOIN coordinator c ON c.name = $1;
