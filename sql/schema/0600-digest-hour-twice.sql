-- SPDX-License-Identifier: GPL-3.0-or-later
-- Where clocks are set back, an hour comes twice. A digest is due the second time. Until here, the
-- first time, the moment at which it was due lay ahead, so that each round of the clock sent one.

SET LOCAL search_path = colporteur, public;

CREATE OR REPLACE FUNCTION digest_moment(p_every text, p_hour int, p_day int, p_zone text) RETURNS timestamptz
  LANGUAGE sql STABLE SET search_path = colporteur, pg_temp AS $$
  SELECT CASE WHEN m.at AT TIME ZONE p_zone > the_time() THEN m.at - m.step ELSE m.at END AT TIME ZONE p_zone
  FROM (SELECT CASE p_every WHEN 'daily' THEN date_trunc('day', h.here)
                 ELSE date_trunc('week', h.here) + (p_day - 1) * interval '1 day' END + p_hour * interval '1 hour' AS at,
               CASE p_every WHEN 'daily' THEN interval '1 day' ELSE interval '7 days' END AS step
        FROM (SELECT the_time() AT TIME ZONE p_zone AS here) h) m
$$;
