-- list-family-give(list bigint, keys text[], values text[]) -> changed text
SELECT list_family_carry($1, jsonb_object($2, $3));
