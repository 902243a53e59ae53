-- list-held-leave(held bigint, by text)
-- Whoever looked at it does not any more.
UPDATE held_message SET claimed_by = NULL, claimed_at = NULL WHERE id = $1 AND claimed_by = $2;
