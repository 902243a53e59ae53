-- archive-parts-due(count int) -> message bigint, raw bytea
-- Of several clocks each takes others.
SELECT m.id, m.raw FROM parts_due d JOIN message m ON m.id = d.message ORDER BY d.message LIMIT $1 FOR UPDATE OF d SKIP LOCKED;
