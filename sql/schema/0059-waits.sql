-- SPDX-License-Identifier: GPL-3.0-or-later
-- Why a mailing does not go on, and when it will.

SET LOCAL search_path = colporteur, public;

CREATE FUNCTION mailing_waits(p_mailing bigint) RETURNS TABLE (why text, opens timestamptz)
  LANGUAGE sql STABLE SET search_path = colporteur, pg_temp AS $$
  SELECT w.why, CASE WHEN w.why IN ('window', 'rate') THEN greatest(g.opens_at, sending_opens(g, the_time())) END
  FROM mailing m
  LEFT JOIN sending g ON g.edition = m.edition
  CROSS JOIN LATERAL (
    SELECT CASE WHEN m.state = 'paused' AND m.paused_for IS NOT NULL THEN m.paused_for
                WHEN m.state = 'paused' AND g.wave_left = 0 THEN 'first wave'
                WHEN m.state = 'paused' THEN 'resume'
                WHEN m.state <> 'running' OR g.edition IS NULL THEN NULL
                WHEN sending_opens(g, the_time()) > the_time() THEN 'window'
                WHEN g.opens_at > the_time() THEN 'rate' END AS why) w
  WHERE m.id = p_mailing
$$;
COMMENT ON FUNCTION mailing_waits(bigint) IS
  'policy: too many refused it for what it is; first wave: it is out, a person lets the rest go; resume: somebody paused it; window: out of its days and hours; rate: as many as allowed went; NULL: nothing holds it';
