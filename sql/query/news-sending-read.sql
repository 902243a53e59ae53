-- news-sending-read(edition bigint) -> starts bigint, not_after bigint, opens bigint, per_minute int, per_hour int, wave int, waits bool
-- waits: the first wave is out, and a person has to let the rest go.
SELECT coalesce(us(starts_at), 0), coalesce(us(not_after), 0), us(opens_at), per_minute, per_hour, wave, wave_left IS NOT DISTINCT FROM 0
FROM sending WHERE edition = $1;
