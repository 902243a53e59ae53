-- list-intake-begin() -> mail bigint, aside bool
-- The first that waits, counted as begun; aside: it was begun too often, and is left to a person now.
SELECT mail, aside FROM intake_begin();
