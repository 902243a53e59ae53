-- site-withdrawn-last(list text) -> at bigint
SELECT coalesce(us(withdrawn_last($1)), 0);
