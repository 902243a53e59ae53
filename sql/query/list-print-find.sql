-- list-print-find(list bigint, print bytea) -> found bool
SELECT EXISTS (SELECT FROM post_print WHERE list = $1 AND print = $2);
