-- list-trouble-look() -> list bigint
SELECT coalesce(list_look_next(), 0);
