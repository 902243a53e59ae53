-- people-territory-settle(vintage text, after bigint) -> gone bigint
SELECT territory_settle($1, $2);
