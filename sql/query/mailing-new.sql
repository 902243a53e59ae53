-- mailing-new(kind text, list bigint, edition bigint, message bigint) -> id bigint
INSERT INTO mailing (kind, list, edition, message)
VALUES ($1, $2, NULLIF($3, 0), NULLIF($4, 0))
RETURNING id;
