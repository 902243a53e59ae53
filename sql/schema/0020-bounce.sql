-- SPDX-License-Identifier: GPL-3.0-or-later
-- What a bounce means, how much it weighs for a subscriber on a list, and who is written to no more.

SET LOCAL search_path = colporteur, public;

ALTER TABLE mailing DROP CONSTRAINT mailing_kind_check, DROP CONSTRAINT mailing_check2;
ALTER TABLE mailing
  ADD CONSTRAINT mailing_kind_check CHECK (kind IN ('edition', 'post', 'notice', 'probe')),
  ADD CONSTRAINT mailing_content_check CHECK ((kind IN ('notice', 'probe')) = (content IS NOT NULL));
COMMENT ON COLUMN mailing.content IS 'a notice or a probe as it goes on the wire';

ALTER TABLE bounce ALTER raw DROP NOT NULL;
ALTER TABLE bounce
  ADD class text CHECK (class IN ('none', 'soft', 'hard', 'complaint', 'auto-reply', 'policy')),
  ADD status text,
  ADD reply int,
  ADD rule text,
  ADD said text,
  ADD effect text,
  ADD judged_at timestamptz;
COMMENT ON COLUMN bounce.raw IS 'byte for byte as received; NULL when our own delivery was refused, and then said is the answer';
COMMENT ON COLUMN bounce.class IS 'what it was found to be; NULL until judged';
COMMENT ON COLUMN bounce.status IS 'enhanced status code (RFC 3463), told or derived';
COMMENT ON COLUMN bounce.reply IS 'SMTP reply code; NULL when none was told';
COMMENT ON COLUMN bounce.rule IS 'the rule that decided';
COMMENT ON COLUMN bounce.said IS 'what the server said, one line';
COMMENT ON COLUMN bounce.effect IS 'what came of it, one word of bounce_note()';
COMMENT ON COLUMN bounce.judged_at IS 'when';
CREATE INDEX bounce_waiting ON bounce (id) WHERE judged_at IS NULL;
CREATE UNIQUE INDEX bounce_refusal ON bounce (mailing, subscriber) WHERE raw IS NULL;

CREATE TABLE bounce_score (
  list bigint NOT NULL REFERENCES list ON DELETE CASCADE,
  subscriber bigint NOT NULL REFERENCES subscriber ON DELETE CASCADE,
  score real NOT NULL DEFAULT 0 CHECK (score >= 0),
  days int NOT NULL DEFAULT 0,
  scored_at timestamptz NOT NULL DEFAULT the_time(),
  state text NOT NULL DEFAULT 'counting' CHECK (state IN ('counting', 'due', 'probing', 'suspended', 'trying')),
  probe bigint,
  told_at timestamptz,
  changed_at timestamptz NOT NULL DEFAULT the_time(),
  PRIMARY KEY (list, subscriber),
  CHECK ((state IN ('probing', 'trying')) = (probe IS NOT NULL))
);
COMMENT ON TABLE bounce_score IS 'how often mail of a list did not reach a subscriber; no row for most people';
COMMENT ON COLUMN bounce_score.list IS 'which list';
COMMENT ON COLUMN bounce_score.subscriber IS 'who';
COMMENT ON COLUMN bounce_score.score IS 'points at scored_at; they halve with time';
COMMENT ON COLUMN bounce_score.days IS 'on how many days something came back; a day counts once, however much came';
COMMENT ON COLUMN bounce_score.scored_at IS 'when a day was counted last';
COMMENT ON COLUMN bounce_score.state IS 'counting; due: a probe has to go; probing: it went; suspended: it came back, nothing more goes there; trying: a last letter tells them';
COMMENT ON COLUMN bounce_score.probe IS 'the mailing of the probe or of the last letter';
COMMENT ON COLUMN bounce_score.told_at IS 'when the last letter went: they are told once';
COMMENT ON COLUMN bounce_score.changed_at IS 'since when the state is what it is';
CREATE INDEX bounce_score_state ON bounce_score (state, changed_at) WHERE state <> 'counting';
CREATE INDEX bounce_score_subscriber ON bounce_score (subscriber);
CREATE UNIQUE INDEX bounce_score_probe ON bounce_score (probe) WHERE probe IS NOT NULL;

CREATE TABLE suppression (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  address_key text NOT NULL CHECK (address_key = lower(address_key) AND address_key ~ '^[^@[:cntrl:] ]+@[^@[:cntrl:] ]+$'),
  list bigint REFERENCES list ON DELETE CASCADE,
  reason text NOT NULL CHECK (reason IN ('bounce', 'complaint', 'request', 'import')),
  note text NOT NULL DEFAULT '' CHECK (note !~ '[[:cntrl:]]'),
  at timestamptz NOT NULL DEFAULT the_time()
);
COMMENT ON TABLE suppression IS 'addresses that are written to no more, whoever they belong to';
COMMENT ON COLUMN suppression.id IS 'our number';
COMMENT ON COLUMN suppression.address_key IS 'as address.address_key; need not be a subscriber''s';
COMMENT ON COLUMN suppression.list IS 'by which list; NULL: by none at all';
COMMENT ON COLUMN suppression.reason IS 'bounce, complaint, request of the person, or import from elsewhere';
COMMENT ON COLUMN suppression.note IS 'what was noted with it, for people';
COMMENT ON COLUMN suppression.at IS 'since when';
CREATE UNIQUE INDEX suppression_address ON suppression (address_key, coalesce(list, 0));

CREATE FUNCTION is_suppressed(p_address_key text) RETURNS boolean LANGUAGE sql STABLE
  RETURN EXISTS (SELECT FROM suppression WHERE address_key = p_address_key AND list IS NULL);
COMMENT ON FUNCTION is_suppressed(text) IS 'whether nothing at all may be sent to an address';

-- One event, one transaction: its judgement and what comes of it are seen together or not at all.
CREATE FUNCTION bounce_note(
  p_bounce bigint, p_class text, p_status text, p_reply int, p_rule text, p_said text,
  p_threshold int, p_days int, p_half_life bigint, p_everywhere boolean)
  RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  b bounce;
  m mailing;
  weight real := CASE p_class WHEN 'hard' THEN 1 WHEN 'soft' THEN 0.25 ELSE 0 END;
  old bounce_score;
  fresh real;
  what text := 'ignored';
BEGIN
  SELECT * INTO b FROM bounce WHERE id = p_bounce AND judged_at IS NULL FOR UPDATE;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  SELECT * INTO m FROM mailing WHERE id = b.mailing;
  IF m.list IS NULL OR m.kind = 'notice' OR NOT EXISTS (SELECT FROM subscriber WHERE id = b.subscriber) THEN
    what := 'of nobody';
  ELSIF p_class = 'complaint' THEN
    what := 'complaint';
    WITH done AS (
      UPDATE subscription SET state = 'unsubscribed', changed_at = the_time()
      WHERE list = m.list AND subscriber = b.subscriber AND state <> 'unsubscribed'
      RETURNING subscriber
    )
    INSERT INTO consent_event (subscriber, list, what, how)
      SELECT subscriber, m.list, 'unsubscribe', 'complaint' FROM done;
    INSERT INTO suppression (address_key, list, reason, note)
      SELECT address_key, CASE WHEN p_everywhere THEN NULL ELSE m.list END, 'complaint', left(p_rule, 100)
      FROM address WHERE subscriber = b.subscriber AND is_primary
      ON CONFLICT DO NOTHING;
  ELSIF m.kind = 'probe' THEN
    IF p_class = 'hard' THEN
      UPDATE bounce_score SET state = 'suspended', probe = NULL, changed_at = the_time()
        WHERE probe = m.id;
      what := CASE WHEN FOUND THEN 'suspended' ELSE 'late' END;
    ELSIF b.raw IS NULL THEN
      -- It did not even leave: nothing is known, and the next bounce asks again.
      UPDATE bounce_score SET state = CASE state WHEN 'trying' THEN 'suspended' ELSE 'counting' END,
        probe = NULL, changed_at = the_time() WHERE probe = m.id;
      what := 'probe not sent';
    END IF;
  ELSIF weight > 0 THEN
    INSERT INTO bounce_score (list, subscriber, scored_at) VALUES (m.list, b.subscriber, b.received_at)
      ON CONFLICT DO NOTHING;
    SELECT * INTO old FROM bounce_score WHERE list = m.list AND subscriber = b.subscriber FOR UPDATE;
    fresh := old.score * 0.5 ^ (greatest(us(b.received_at) - us(old.scored_at), 0)::float / p_half_life);
    IF old.days > 0 AND b.received_at::date <= old.scored_at::date THEN
      -- The same day, or out of order: the gravest of a day counts.
      UPDATE bounce_score SET score = greatest(score, weight) WHERE list = m.list AND subscriber = b.subscriber;
    ELSE
      UPDATE bounce_score
        SET score = fresh + weight, scored_at = b.received_at,
            days = CASE WHEN fresh < 0.1 THEN 1 ELSE old.days + 1 END
        WHERE list = m.list AND subscriber = b.subscriber;
    END IF;
    UPDATE bounce_score SET state = 'due', changed_at = the_time()
      WHERE list = m.list AND subscriber = b.subscriber AND state = 'counting'
        AND score >= p_threshold AND days >= p_days;
    what := CASE WHEN FOUND THEN 'probe due' ELSE 'scored' END;
  END IF;
  UPDATE bounce SET class = p_class, status = nullif(p_status, ''), reply = nullif(p_reply, 0), rule = p_rule,
    said = nullif(p_said, ''), effect = what, judged_at = the_time() WHERE id = p_bounce;
  RETURN what;
END
$$;
COMMENT ON FUNCTION bounce_note(bigint, text, text, int, text, text, int, int, bigint, boolean) IS
  'keep what a bounce was found to be and draw the consequence, once; NULL when that was done before. A policy refusal and an automatic answer have none; no single event ever suspends anybody';
