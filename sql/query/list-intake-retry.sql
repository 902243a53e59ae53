-- list-intake-retry(id bigint)
-- At once, as if for the first time; 0: each that was put off or set aside.
UPDATE intake SET tries = 0, begun = 0, set_aside_at = NULL, fault = NULL, next_try = the_time()
WHERE (id = $1 OR $1 = 0) AND (fault IS NOT NULL OR set_aside_at IS NOT NULL);
