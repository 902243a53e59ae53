-- people-import-number(n bigint) -> id bigint
SELECT nextval(pg_get_serial_sequence('colporteur.subscriber', 'id')) FROM generate_series(1, $1);
