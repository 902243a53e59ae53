-- list-held-settle(held bigint, state text, by text)
UPDATE held_message SET state = $2, decided_at = the_time(), decided_by = $3 WHERE id = $1 AND state = 'held';
