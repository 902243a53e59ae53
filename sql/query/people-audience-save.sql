-- people-audience-save(name text, expression text, uses text[], saved_by text) -> is_new bool
SELECT audience_save($1, $2, $3, $4);
