-- list-intake-done(id bigint)
DELETE FROM intake WHERE id = $1;
