-- SPDX-License-Identifier: GPL-3.0-or-later
-- A provider that turns mail away is left alone for a while, by all workers; a mailing that is
-- refused for what it is stops by itself.

SET LOCAL search_path = colporteur, public;

CREATE TABLE provider_rest (
  provider text PRIMARY KEY,
  until timestamptz NOT NULL,
  strikes int NOT NULL DEFAULT 1,
  began_at timestamptz NOT NULL DEFAULT the_time(),
  status text NOT NULL,
  reply text NOT NULL
);
COMMENT ON TABLE provider_rest IS 'who is sent nothing for a while, because they said so';
COMMENT ON COLUMN provider_rest.provider IS 'a provider of templates/delivery/providers.tsv, or the domain of an address';
COMMENT ON COLUMN provider_rest.until IS 'when they are tried again';
COMMENT ON COLUMN provider_rest.strikes IS 'how many times in a row; each time doubles the rest';
COMMENT ON COLUMN provider_rest.began_at IS 'when the last rest began';
COMMENT ON COLUMN provider_rest.status IS 'enhanced status (RFC 3463) of the answer that began it';
COMMENT ON COLUMN provider_rest.reply IS 'its text';

ALTER TABLE mailing
  ADD refused int NOT NULL DEFAULT 0,
  ADD paused_for text CHECK (paused_for IN ('policy'));
COMMENT ON COLUMN mailing.refused IS 'refusals for policy (5.7.x) since it started or was resumed';
COMMENT ON COLUMN mailing.paused_for IS 'why it paused by itself: policy, too many refused it for what it is; NULL: it did not';

CREATE FUNCTION provider_strike(p_provider text, p_first bigint, p_longest bigint, p_status text, p_reply text) RETURNS bigint
  LANGUAGE sql SET search_path = colporteur, pg_temp AS $$
  INSERT INTO provider_rest AS r (provider, until, status, reply)
  VALUES (p_provider, the_time() + p_first * interval '1 microsecond', p_status, p_reply)
  ON CONFLICT (provider) DO UPDATE
  -- Answers to what was under way when the rest began are no new strike. One that comes long after
  -- the last rest is the first again.
  SET strikes = CASE WHEN r.until > the_time() THEN r.strikes
                     WHEN the_time() - r.until > 4 * (r.until - r.began_at) THEN 1
                     ELSE least(r.strikes + 1, 30) END,
      until = CASE WHEN r.until > the_time() THEN r.until
                   WHEN the_time() - r.until > 4 * (r.until - r.began_at) THEN EXCLUDED.until
                   ELSE the_time() + least(p_first * 2.0 ^ least(r.strikes, 30), p_longest) * interval '1 microsecond' END,
      began_at = CASE WHEN r.until > the_time() THEN r.began_at ELSE the_time() END,
      status = EXCLUDED.status,
      reply = EXCLUDED.reply
  RETURNING us(until) - us(the_time())
$$;
COMMENT ON FUNCTION provider_strike(text, bigint, bigint, text, text) IS 'begins a rest, twice as long each time in a row; returns how long it still is, in microseconds';

CREATE FUNCTION mailing_refused(p_mailing bigint, p_least int, p_percent int) RETURNS boolean
  LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
DECLARE
  m mailing;
  passed bigint;
BEGIN
  UPDATE mailing SET refused = refused + 1 WHERE id = p_mailing RETURNING * INTO m;
  IF m.state IS DISTINCT FROM 'running' OR m.refused < p_least OR m.refused % greatest(p_least / 4, 1) <> 0 THEN
    RETURN false;
  END IF;
  -- No more are counted than decide, whatever the size of the mailing.
  SELECT count(*) INTO passed
  FROM (SELECT FROM delivery WHERE mailing = p_mailing AND state = 's' LIMIT m.refused * 100::bigint / p_percent) s;
  IF m.refused * 100::bigint <= p_percent * (passed + m.refused) THEN
    RETURN false;
  END IF;
  UPDATE mailing SET state = 'paused', paused_for = 'policy', refused = 0 WHERE id = p_mailing;
  UPDATE edition SET state = 'paused' WHERE id = m.edition AND state = 'running';
  RETURN true;
END $$;
COMMENT ON FUNCTION mailing_refused(bigint, int, int) IS 'counts a refusal for policy; true when with it the mailing pauses, because of at least p_least tries more than p_percent of 100 were refused so';
