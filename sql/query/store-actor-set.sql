-- store-actor-set(actor text) -> actor text
SELECT set_config('colporteur.actor', $1, false);
