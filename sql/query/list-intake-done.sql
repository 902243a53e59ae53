-- list-intake-done(id bigint)
SELECT FROM intake_done($1);
