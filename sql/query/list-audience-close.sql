-- list-audience-close(list bigint)
DELETE FROM list_audience WHERE list = $1;
