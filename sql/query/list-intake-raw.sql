-- list-intake-raw(id bigint) -> raw bytea
SELECT raw FROM intake WHERE id = $1;
