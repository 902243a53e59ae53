-- archive-mirror-forget(list bigint, place text) -> done bool
SELECT mirror_forget($1, $2);
