-- news-sending-set(edition bigint, not_after bigint, weekdays bigint[], hour_from text, hour_until text, zone text, per_minute int, per_hour int, wave int, except_editions bigint[])
-- Of an edition that is not on its way yet. 0 is none.
INSERT INTO sending (edition, not_after, weekdays, hour_from, hour_until, zone, per_minute, per_hour, wave, wave_left, except_editions)
SELECT e.id, at_us(nullif($2::bigint, 0)), $3::bigint[]::int[], $4::text::time, $5::text::time, $6, $7::int, $8::int, $9::int, nullif($9::int, 0), $10::bigint[]
FROM edition e WHERE e.id = $1::bigint AND e.state IN ('draft', 'scheduled')
ON CONFLICT (edition) DO UPDATE
SET not_after = EXCLUDED.not_after, weekdays = EXCLUDED.weekdays, hour_from = EXCLUDED.hour_from, hour_until = EXCLUDED.hour_until,
    zone = EXCLUDED.zone, per_minute = EXCLUDED.per_minute, per_hour = EXCLUDED.per_hour, wave = EXCLUDED.wave,
    wave_left = EXCLUDED.wave_left, except_editions = EXCLUDED.except_editions;
