-- SPDX-License-Identifier: GPL-3.0-or-later
-- When a digest was due last is never ahead, in whatever zone, and each day and week has one moment.
BEGIN;
SET LOCAL search_path = colporteur, public, pgtap;
SET LOCAL timezone = 'UTC';
SELECT plan(8);

CREATE FUNCTION pg_temp.due(p_time text, p_every text, p_hour int, p_day int, p_zone text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('colporteur.time', p_time, true);
  RETURN to_char(digest_moment(p_every, p_hour, p_day, p_zone), 'YYYY-MM-DD HH24:MI');
END
$$;

SELECT is(pg_temp.due('2026-11-02 17:00Z', 'daily', 18, 1, 'Europe/Paris'), '2026-11-02 17:00', 'at its hour it is due');
SELECT is(pg_temp.due('2026-11-02 16:59Z', 'daily', 18, 1, 'Europe/Paris'), '2026-11-01 17:00', 'not before');
SELECT is(pg_temp.due('2026-10-25 00:30Z', 'daily', 2, 1, 'Europe/Paris'), '2026-10-24 00:00', 'of an hour that comes twice, the first is not it');
SELECT is(pg_temp.due('2026-10-25 01:00Z', 'daily', 2, 1, 'Europe/Paris'), '2026-10-25 01:00', 'the second is');
SELECT is(pg_temp.due('2026-10-25 00:30Z', 'weekly', 2, 7, 'Europe/Paris'), '2026-10-18 00:00', 'by the week too');
SELECT is(pg_temp.due('2027-03-28 01:00Z', 'daily', 2, 1, 'Europe/Paris'), '2027-03-28 01:00', 'an hour that does not come is the one after it');

CREATE FUNCTION pg_temp.moments(p_hour int, p_zone text) RETURNS TABLE (at timestamptz, moment timestamptz) LANGUAGE plpgsql AS $$
BEGIN
  FOR at IN SELECT * FROM generate_series(timestamptz '2026-10-20Z', '2026-11-10Z', '30 minutes') LOOP
    PERFORM set_config('colporteur.time', at::text, true);
    moment := digest_moment('daily', p_hour, 1, p_zone);
    RETURN NEXT;
  END LOOP;
END
$$;
SELECT is((SELECT count(*) FROM unnest(ARRAY['Europe/Paris', 'America/Los_Angeles', 'America/Guadeloupe', 'America/Havana', 'Pacific/Auckland', 'Asia/Kolkata']) zone,
                  unnest(ARRAY[0, 1, 2, 3, 18]) hour, pg_temp.moments(hour, zone) m WHERE m.moment > m.at), 0::bigint, 'it is never ahead');
SELECT is((SELECT count(DISTINCT m.moment) FROM pg_temp.moments(2, 'Europe/Paris') m), 21::bigint, 'one a day, where clocks are set back too');

SELECT * FROM finish();
ROLLBACK;
