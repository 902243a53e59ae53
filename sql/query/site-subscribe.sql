-- site-subscribe(key text, address text, language text, lists text[], delivery text, place text, interests text[], remote text, per_address int, per_network int, overall int) -> verdict text
SELECT subscribe($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);
