-- list-intake-fault(id bigint, fault text)
-- Longer from one try to the next, up to an hour.
UPDATE intake SET fault = $2, tries = tries + 1, next_try = the_time() + least(power(2, least(tries, 6)), 60) * interval '1 minute' WHERE id = $1;
