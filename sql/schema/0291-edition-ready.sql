-- SPDX-License-Identifier: GPL-3.0-or-later
-- Those who look after a list read an edition before it goes, and send, hold or drop it by answering;
-- and they hear of one that could not go at its time.

SET LOCAL search_path = colporteur, public;

ALTER TABLE edition_letter
  DROP CONSTRAINT edition_letter_what_check,
  ADD CONSTRAINT edition_letter_what_check CHECK (what IN ('wave', 'policy', 'finished', 'ready', 'stuck')),
  DROP CONSTRAINT edition_letter_decided_check,
  ADD CONSTRAINT edition_letter_decided_check CHECK (decided IN ('running', 'cancelled', 'scheduled', 'draft')),
  ADD composed_at timestamptz,
  ADD late boolean NOT NULL DEFAULT false,
  ADD reason text NOT NULL DEFAULT '';
COMMENT ON COLUMN edition_letter.what IS 'wave: its first wave is out, a person lets the rest go; policy: it paused by itself, too many refused it for what it is; finished; ready: it goes at a time, or waits for a word; stuck: it did not go at its time';
COMMENT ON COLUMN edition_letter.decided IS 'the state that an answer gave the edition; NULL: none did';
COMMENT ON COLUMN edition_letter.composed_at IS 'ready, stuck: which composition was read; an answer sends no other';
COMMENT ON COLUMN edition_letter.late IS 'stuck: its deadline had passed';
COMMENT ON COLUMN edition_letter.reason IS 'stuck: why else, as the log says it';

CREATE FUNCTION edition_ready(p_edition bigint) RETURNS boolean LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
BEGIN
  DELETE FROM edition_letter WHERE edition = p_edition AND what = 'ready' AND told_at IS NULL;
  INSERT INTO edition_letter (edition, what, composed_at)
    SELECT e.id, 'ready', e.composed_at FROM edition e
    WHERE e.id = p_edition AND e.state IN ('draft', 'scheduled') AND e.composed_at IS NOT NULL;
  RETURN FOUND;
END
$$;
COMMENT ON FUNCTION edition_ready(bigint) IS 'lets those who look after its list read an edition as it is composed now; false where it is not, or on its way';

CREATE FUNCTION edition_ready_note() RETURNS trigger LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
BEGIN
  PERFORM edition_ready(NEW.id);
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION edition_ready_note() IS 'an edition that is to go at a time, or at another, is to be read before';
CREATE TRIGGER edition_ready_note AFTER UPDATE OF state ON edition FOR EACH ROW
  WHEN (NEW.state = 'scheduled') EXECUTE FUNCTION edition_ready_note();

CREATE FUNCTION edition_give_back(p_edition bigint, p_late boolean, p_reason text) RETURNS boolean
  LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
BEGIN
  UPDATE sending SET starts_at = NULL WHERE edition = p_edition;
  UPDATE edition SET state = 'draft' WHERE id = p_edition AND state = 'scheduled';
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  INSERT INTO edition_letter (edition, what, composed_at, late, reason)
    SELECT e.id, 'stuck', e.composed_at, p_late, left(p_reason, 500) FROM edition e WHERE e.id = p_edition;
  RETURN true;
END
$$;
COMMENT ON FUNCTION edition_give_back(bigint, boolean, text) IS 'makes an edition that could not go at its time a draft again, of which its coordinators hear; false where others were faster';

-- Of one that was read: it goes now, waits as a draft for another word, or is a draft for good.
CREATE FUNCTION edition_letter_send(p_letter edition_letter, p_state text, p_by text) RETURNS text
  LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
DECLARE
  e edition;
BEGIN
  PERFORM FROM sending WHERE edition = p_letter.edition FOR UPDATE;
  SELECT * INTO e FROM edition n WHERE n.id = p_letter.edition FOR UPDATE;
  IF e.state NOT IN ('draft', 'scheduled') THEN
    RETURN 'already';
  ELSIF e.composed_at IS DISTINCT FROM p_letter.composed_at THEN
    RETURN 'changed';
  END IF;
  IF p_state = 'scheduled' THEN
    UPDATE edition SET state = 'scheduled' WHERE id = e.id;
    INSERT INTO sending (edition, starts_at) VALUES (e.id, the_time()) ON CONFLICT (edition) DO UPDATE SET starts_at = the_time();
    DELETE FROM edition_letter WHERE edition = e.id AND what = 'ready' AND told_at IS NULL;
  ELSE
    UPDATE edition SET state = 'draft' WHERE id = e.id AND state = 'scheduled';
    UPDATE sending SET starts_at = NULL WHERE edition = e.id;
  END IF;
  IF p_state <> 'held' THEN
    UPDATE edition_letter SET decided = p_state, decided_by = p_by, decided_at = the_time() WHERE id = p_letter.id;
  END IF;
  RETURN p_state;
END
$$;
COMMENT ON FUNCTION edition_letter_send(edition_letter, text, text) IS 'for edition_letter_decide(), of an edition that was not sent yet';

CREATE OR REPLACE FUNCTION edition_letter_decide(p_letter bigint, p_state text, p_by text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  l edition_letter;
  refused text;
BEGIN
  SELECT * INTO l FROM edition_letter n WHERE n.id = p_letter FOR UPDATE;
  IF NOT FOUND THEN
    RETURN 'gone';
  ELSIF l.decided IS NOT NULL THEN
    RETURN 'already';
  ELSIF l.what IN ('ready', 'stuck') THEN
    RETURN edition_letter_send(l, p_state, p_by);
  END IF;
  IF l.what = 'finished' OR (SELECT e.state FROM edition e WHERE e.id = l.edition) <> 'paused' THEN
    RETURN 'already';
  END IF;
  refused := edition_turn(l.edition, p_state);
  IF refused <> '' THEN
    RETURN 'already';
  END IF;
  UPDATE edition_letter SET decided = p_state, decided_by = p_by, decided_at = the_time() WHERE id = p_letter;
  RETURN p_state;
END
$$;
COMMENT ON FUNCTION edition_letter_decide(bigint, text, text) IS
  'lets a paused edition go on (running) or ends it (cancelled); sends one that was read (scheduled: now), holds it (held) or drops it (draft); once for each mail, but that holding may be followed by another word: what it is now, already where that was decided before, changed where it is not as it was read, gone';
