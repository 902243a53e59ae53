-- mailing-new(list bigint, edition bigint) -> id bigint
INSERT INTO mailing (kind, list, edition) VALUES ('edition', $1, $2)
RETURNING id;
