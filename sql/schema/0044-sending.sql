-- SPDX-License-Identifier: GPL-3.0-or-later
-- How an edition goes: when, in which hours, how fast, how many first, to whom not; and the states
-- it may pass through.

SET LOCAL search_path = colporteur, public;

CREATE TABLE sending (
  edition bigint PRIMARY KEY REFERENCES edition ON DELETE CASCADE,
  starts_at timestamptz,
  not_after timestamptz,
  weekdays int[] NOT NULL DEFAULT '{}' CHECK (weekdays <@ '{1,2,3,4,5,6,7}'),
  hour_from time NOT NULL DEFAULT '00:00',
  hour_until time NOT NULL DEFAULT '24:00',
  zone text NOT NULL DEFAULT 'UTC',
  per_minute int NOT NULL DEFAULT 0 CHECK (per_minute >= 0),
  per_hour int NOT NULL DEFAULT 0 CHECK (per_hour >= 0),
  wave int NOT NULL DEFAULT 0 CHECK (wave >= 0),
  wave_left int CHECK (wave_left >= 0),
  except_editions bigint[] NOT NULL DEFAULT '{}',
  minute_tokens float8 NOT NULL DEFAULT 1,
  hour_tokens float8 NOT NULL DEFAULT 1,
  filled_at timestamptz NOT NULL DEFAULT the_time(),
  opens_at timestamptz NOT NULL DEFAULT the_time(),
  CHECK (hour_from < hour_until)
);
-- Written with each claim and of no index's concern: versions stay on their page.
ALTER TABLE sending SET (fillfactor = 20, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
COMMENT ON TABLE sending IS 'how an edition is sent; without a row: at once, as fast as it goes';
COMMENT ON COLUMN sending.edition IS 'which';
COMMENT ON COLUMN sending.starts_at IS 'when it is to begin; NULL: when somebody sends it';
COMMENT ON COLUMN sending.not_after IS 'what is not sent by then fails';
COMMENT ON COLUMN sending.weekdays IS 'days it may be sent on, 1 is Monday; none is all of them';
COMMENT ON COLUMN sending.hour_from IS 'from which time of these days';
COMMENT ON COLUMN sending.hour_until IS 'until which';
COMMENT ON COLUMN sending.zone IS 'in which time zone';
COMMENT ON COLUMN sending.per_minute IS 'at most how many a minute; 0: as many as go';
COMMENT ON COLUMN sending.per_hour IS 'at most how many an hour; 0: as many as go';
COMMENT ON COLUMN sending.wave IS 'how many get it before a person lets the rest go; 0: all';
COMMENT ON COLUMN sending.wave_left IS 'how many of the first wave are not claimed yet; NULL: it is not that, or over';
COMMENT ON COLUMN sending.except_editions IS 'who got one of these does not get it';
COMMENT ON COLUMN sending.minute_tokens IS 'how many may be claimed, of per_minute, as of filled_at';
COMMENT ON COLUMN sending.hour_tokens IS 'how many may be claimed, of per_hour';
COMMENT ON COLUMN sending.filled_at IS 'when tokens were last added';
COMMENT ON COLUMN sending.opens_at IS 'nothing is claimed before';

-- Which step may follow which; whoever writes.
CREATE FUNCTION edition_state_check() RETURNS trigger LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
BEGIN
  IF OLD.state || '>' || NEW.state NOT IN (
       'draft>scheduled', 'draft>running', 'scheduled>draft', 'scheduled>running', 'running>paused', 'running>cancelled',
       'running>finished', 'paused>running', 'paused>cancelled', 'finished>running') THEN
    RAISE check_violation USING MESSAGE = format('an edition that is %s cannot become %s', OLD.state, NEW.state);
  END IF;
  RETURN NEW;
END
$$;
COMMENT ON FUNCTION edition_state_check() IS 'refuses steps that an edition cannot take';
CREATE TRIGGER edition_state BEFORE UPDATE OF state ON edition
  FOR EACH ROW WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION edition_state_check();

-- Locks in the order that claiming does: sending, mailing, edition.
CREATE FUNCTION edition_turn(p_edition bigint, p_state text) RETURNS text
  LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
DECLARE
  was text;
BEGIN
  PERFORM FROM sending WHERE edition = p_edition FOR UPDATE;
  PERFORM FROM mailing WHERE edition = p_edition FOR UPDATE;
  SELECT e.state INTO was FROM edition e WHERE e.id = p_edition FOR UPDATE;
  IF NOT coalesce((was, p_state) IN (('running', 'paused'), ('paused', 'running'), ('running', 'cancelled'), ('paused', 'cancelled')), false) THEN
    RETURN coalesce(was, 'gone');
  END IF;
  UPDATE edition SET state = p_state WHERE id = p_edition;
  UPDATE mailing SET state = p_state, paused_for = NULL, finished_at = CASE WHEN p_state = 'cancelled' THEN the_time() END
  WHERE edition = p_edition AND state = was;
  IF p_state = 'running' THEN
    UPDATE sending SET wave_left = CASE WHEN wave_left > 0 THEN wave_left END, opens_at = the_time() WHERE edition = p_edition;
  END IF;
  PERFORM pg_notify('mailing', '');
  RETURN '';
END
$$;
COMMENT ON FUNCTION edition_turn(bigint, text) IS 'pauses, resumes or cancels an edition with its mailing; empty, or the state in which that cannot be';

CREATE FUNCTION sending_opens(s sending, p_from timestamptz) RETURNS timestamptz
  LANGUAGE sql STABLE SET search_path = colporteur, pg_temp AS $$
  SELECT min(greatest(p_from, (d.day + s.hour_from) AT TIME ZONE s.zone))
  FROM (SELECT (p_from AT TIME ZONE s.zone)::date + n AS day FROM generate_series(0, 8) n) d
  WHERE (cardinality(s.weekdays) = 0 OR extract(isodow FROM d.day)::int = ANY (s.weekdays))
    AND (d.day + s.hour_until) AT TIME ZONE s.zone > p_from
$$;
COMMENT ON FUNCTION sending_opens(sending, timestamptz) IS 'the first time from then on that is within its days and hours';

-- Takes from a token bucket: it holds a twentieth of a minute's number (a minute's of an hour's), at
-- least one, so that no minute has more than 1.05 times its number. The row's lock lines claims of
-- one mailing up; a mailing without such a row pays for one look.
CREATE FUNCTION mailing_allow(p_mailing bigint, p_most int) RETURNS int
  LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
DECLARE
  s sending;
  minute_full float8;
  hour_full float8;
  n int;
BEGIN
  SELECT g.* INTO s FROM mailing m JOIN sending g ON g.edition = m.edition WHERE m.id = p_mailing;
  IF NOT FOUND THEN
    RETURN p_most;
  END IF;
  IF s.per_minute > 0 OR s.per_hour > 0 OR s.wave_left IS NOT NULL THEN
    SELECT g.* INTO s FROM sending g WHERE g.edition = s.edition FOR UPDATE;
  END IF;
  IF s.opens_at > the_time() OR s.not_after <= the_time() OR s.wave_left = 0
     OR NOT EXISTS (SELECT FROM mailing m WHERE m.id = p_mailing AND m.state = 'running') THEN
    RETURN 0;
  END IF;
  IF sending_opens(s, the_time()) > the_time() THEN
    UPDATE sending SET opens_at = sending_opens(s, the_time()) WHERE edition = s.edition;
    RETURN 0;
  END IF;
  IF s.per_minute = 0 AND s.per_hour = 0 AND s.wave_left IS NULL THEN
    RETURN p_most;
  END IF;
  minute_full := greatest(1, s.per_minute / 20.0);
  hour_full := greatest(1, s.per_hour / 60.0);
  s.minute_tokens := least(minute_full, s.minute_tokens + s.per_minute / 60.0 * extract(epoch FROM the_time() - s.filled_at));
  s.hour_tokens := least(hour_full, s.hour_tokens + s.per_hour / 3600.0 * extract(epoch FROM the_time() - s.filled_at));
  n := floor(least(p_most, s.wave_left, CASE WHEN s.per_minute > 0 THEN s.minute_tokens END, CASE WHEN s.per_hour > 0 THEN s.hour_tokens END));
  -- No more than there are: what is taken is gone. From the end of the queue: at its beginning is what
  -- was claimed, until vacuum passes.
  SELECT count(*) INTO n FROM (
    SELECT FROM delivery d WHERE d.mailing = p_mailing AND d.state = 'q' AND d.next_try <= the_time()
    ORDER BY d.next_try DESC, d.recipient DESC LIMIT n) due;
  UPDATE sending
  SET filled_at = the_time(),
      minute_tokens = s.minute_tokens - n, hour_tokens = s.hour_tokens - n, wave_left = s.wave_left - n,
      opens_at = the_time() + interval '1 second' * greatest(
        CASE WHEN s.per_minute > 0 AND s.minute_tokens - n < 1 THEN (greatest(1, minute_full / 2) - s.minute_tokens + n) * 60.0 / s.per_minute ELSE 0 END,
        CASE WHEN s.per_hour > 0 AND s.hour_tokens - n < 1 THEN (greatest(1, hour_full / 2) - s.hour_tokens + n) * 3600.0 / s.per_hour ELSE 0 END)
  WHERE edition = s.edition;
  IF s.wave_left - n = 0 THEN -- the rest waits for a person
    UPDATE mailing SET state = 'paused' WHERE id = p_mailing AND state = 'running';
    UPDATE edition SET state = 'paused' WHERE id = s.edition AND state = 'running';
  END IF;
  RETURN n;
END
$$;
COMMENT ON FUNCTION mailing_allow(bigint, int) IS 'how many deliveries of a mailing may be claimed now, at most that many; they count as claimed';
