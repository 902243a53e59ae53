-- SPDX-License-Identifier: GPL-3.0-or-later
-- A mailing that a large provider refuses for what it is pauses when that provider, left alone for a
-- while, refuses it again: its other readers there wait behind a rest that doubles each time, so that
-- it took days until enough were refused to count.

SET LOCAL search_path = colporteur, public;

ALTER TABLE provider_rest ADD refused_from timestamptz;
COMMENT ON COLUMN provider_rest.refused_from IS 'when the first rest ended of those in a row that began with 5.7.x and between which it took nothing; NULL: the last began otherwise, or it took something since';

CREATE OR REPLACE FUNCTION provider_strike(p_provider text, p_first bigint, p_longest bigint, p_status text, p_reply text) RETURNS bigint
  LANGUAGE sql SET search_path = colporteur, pg_temp AS $$
  INSERT INTO provider_rest AS r (provider, until, status, reply, refused_from)
  VALUES (p_provider, the_time() + p_first * interval '1 microsecond', p_status, p_reply,
          CASE WHEN p_status LIKE '5.%' THEN the_time() + p_first * interval '1 microsecond' END)
  ON CONFLICT (provider) DO UPDATE
  -- Answers to what was under way when the rest began are no new strike. One that comes long after
  -- the last rest is the first again.
  SET strikes = CASE WHEN r.until > the_time() THEN r.strikes
                     WHEN the_time() - r.until > 4 * (r.until - r.began_at) THEN 1
                     ELSE least(r.strikes + 1, 30) END,
      until = CASE WHEN r.until > the_time() THEN r.until
                   WHEN the_time() - r.until > 4 * (r.until - r.began_at) THEN EXCLUDED.until
                   ELSE the_time() + least(p_first * 2.0 ^ least(r.strikes, 30), p_longest) * interval '1 microsecond' END,
      refused_from = CASE WHEN r.until > the_time() THEN r.refused_from
                          WHEN EXCLUDED.refused_from IS NULL OR the_time() - r.until > 4 * (r.until - r.began_at) THEN EXCLUDED.refused_from
                          ELSE coalesce(r.refused_from, the_time() + least(p_first * 2.0 ^ least(r.strikes, 30), p_longest) * interval '1 microsecond') END,
      began_at = CASE WHEN r.until > the_time() THEN r.began_at ELSE the_time() END,
      status = EXCLUDED.status,
      reply = EXCLUDED.reply
  RETURNING us(until) - us(the_time())
$$;

DROP FUNCTION mailing_refused(bigint, int, int);
CREATE FUNCTION mailing_refused(p_mailing bigint, p_recipient bigint, p_attempt int, p_least int, p_percent int, p_provider text, p_domains text[]) RETURNS boolean
  LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
DECLARE
  looked_at CONSTANT int := 10000;
  m mailing;
  passed bigint;
  readers bigint;
  theirs bigint;
  too_many boolean := false;
BEGIN
  -- A reader who is tried again is no other. The ledger still has the answer before this one, or has
  -- this one already.
  IF p_attempt > 1 AND NOT EXISTS (SELECT FROM delivery WHERE mailing = p_mailing AND recipient = p_recipient AND state = 'c'
                                   AND attempts = p_attempt AND coalesce(status, '') NOT LIKE '5.7.%') THEN
    RETURN false;
  END IF;
  -- What was under way when it paused is not counted for when it goes on.
  UPDATE mailing SET refused = refused + 1 WHERE id = p_mailing AND state = 'running' RETURNING * INTO m;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  IF m.refused >= p_least AND m.refused % greatest(p_least / 4, 1) = 0 THEN
    -- No more are counted than decide, whatever the size of the mailing.
    SELECT count(*) INTO passed
    FROM (SELECT FROM delivery WHERE mailing = p_mailing AND state = 's' LIMIT m.refused * 100::bigint / p_percent) s;
    too_many := m.refused * 100::bigint > p_percent * (passed + m.refused);
  END IF;
  -- Refused again after a rest, with nothing taken in between: who waits there would be refused too.
  -- How many that are is estimated from some of a large mailing.
  IF NOT too_many AND EXISTS (SELECT FROM provider_rest WHERE provider = p_provider AND refused_from < until AND until > the_time()) THEN
    SELECT count(*), count(*) FILTER (WHERE waits AND domain = ANY (p_domains)) INTO readers, theirs
    FROM (SELECT d.state IN ('q', 'c') AS waits, split_part(lower(coalesce(n.address, a.address_key, '@')), '@', 2) AS domain
          FROM (SELECT d.mailing, d.recipient, d.state FROM delivery d WHERE d.mailing = p_mailing ORDER BY d.recipient LIMIT looked_at) d
          LEFT JOIN notice_recipient n ON m.kind = 'notice' AND n.mailing = d.mailing AND n.position = d.recipient
          LEFT JOIN address a ON m.kind <> 'notice' AND a.subscriber = d.recipient AND a.is_primary) r;
    too_many := theirs >= p_least AND theirs * 100 > p_percent * readers;
  END IF;
  IF too_many THEN
    UPDATE mailing SET state = 'paused', paused_for = 'policy', refused = 0 WHERE id = p_mailing;
    UPDATE edition SET state = 'paused' WHERE id = m.edition AND state = 'running';
  END IF;
  RETURN too_many;
END $$;
COMMENT ON FUNCTION mailing_refused(bigint, bigint, int, int, int, text, text[]) IS 'counts a reader who was refused for policy (5.7.x) by a provider, whose domains are given; true when with it the mailing pauses: of at least p_least readers more than p_percent of 100 were refused so, or as many, p_least at least, wait at a provider that refuses another of them after a rest';

CREATE FUNCTION provider_passed(p_provider text) RETURNS void LANGUAGE sql SET search_path = colporteur, pg_temp AS $$
  UPDATE provider_rest SET refused_from = NULL WHERE provider = p_provider AND until <= the_time()
$$;
COMMENT ON FUNCTION provider_passed(text) IS 'a provider that refused for policy has taken something since';
