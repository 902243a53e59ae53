-- list-held-claim(held bigint) -> list bigint, raw bytea, sender text, from_address text, reason text, state text, decided_at bigint, decided_by text
SELECT list, raw, sender, from_address, reason, state, coalesce(us(decided_at), 0), decided_by
FROM held_message WHERE id = $1 FOR UPDATE;
