-- list-family-adopt(family bigint, place text, list bigint)
-- What the list has now counts as given, so that all of it follows.
INSERT INTO list_family_list (family, place, list, given) VALUES ($1, $2, $3, list_present($3));
