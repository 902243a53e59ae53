-- list-keeper-rows(list bigint) -> address text
-- Owners and moderators, each once.
SELECT DISTINCT address FROM list_role WHERE list = $1 ORDER BY address;
