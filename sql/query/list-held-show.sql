-- list-held-show(held bigint) -> list text, raw bytea, sender text, from_address text, subject text, reason text, state text, received bigint, decided bigint, decided_by text
SELECT l.name, h.raw, h.sender, h.from_address, h.subject, h.reason, h.state, us(h.received_at),
       coalesce(us(h.decided_at), 0), h.decided_by
FROM held_message h JOIN list l ON l.id = h.list WHERE h.id = $1;
