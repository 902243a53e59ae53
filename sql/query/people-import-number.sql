-- people-import-number(n bigint) -> id bigint
WITH s AS MATERIALIZED (SELECT pg_get_serial_sequence('colporteur.subscriber', 'id')::regclass AS id)
SELECT nextval(s.id) FROM s, generate_series(1, $1);
