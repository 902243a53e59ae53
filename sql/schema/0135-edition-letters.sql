-- SPDX-License-Identifier: GPL-3.0-or-later
-- What those who look after a list hear of its editions: that one waits for a person, that one is
-- done; and what they answered.

SET LOCAL search_path = colporteur, public;

CREATE TABLE edition_letter (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  edition bigint NOT NULL REFERENCES edition ON DELETE CASCADE,
  what text NOT NULL CHECK (what IN ('wave', 'policy', 'finished')),
  noted_at timestamptz NOT NULL DEFAULT the_time(),
  told_at timestamptz,
  decided text CHECK (decided IN ('running', 'cancelled')),
  decided_by text,
  decided_at timestamptz,
  CHECK ((decided IS NULL) = (decided_at IS NULL) AND (decided IS NULL) = (decided_by IS NULL))
);
COMMENT ON TABLE edition_letter IS 'mails about an edition to those who look after its list; answering one decides what becomes of it, once';
COMMENT ON COLUMN edition_letter.id IS 'our number, which the address to answer to carries';
COMMENT ON COLUMN edition_letter.edition IS 'which';
COMMENT ON COLUMN edition_letter.what IS 'wave: its first wave is out, a person lets the rest go; policy: it paused by itself, too many refused it for what it is; finished';
COMMENT ON COLUMN edition_letter.noted_at IS 'when that happened';
COMMENT ON COLUMN edition_letter.told_at IS 'when the mail was queued; NULL: not yet';
COMMENT ON COLUMN edition_letter.decided IS 'the state that an answer gave the edition; NULL: none did';
COMMENT ON COLUMN edition_letter.decided_by IS 'whose answer, as audit says it';
COMMENT ON COLUMN edition_letter.decided_at IS 'when';
CREATE INDEX edition_letter_edition ON edition_letter (edition);
CREATE INDEX edition_letter_new ON edition_letter (id) WHERE told_at IS NULL;

-- An edition that pauses by itself does so behind its mailing; one that a person pauses before it.
CREATE FUNCTION edition_letter_note() RETURNS trigger LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
DECLARE
  happened text := 'finished';
BEGIN
  IF NEW.state = 'paused' THEN
    SELECT CASE WHEN m.paused_for = 'policy' THEN 'policy' WHEN g.wave_left = 0 THEN 'wave' END INTO happened
      FROM mailing m LEFT JOIN sending g ON g.edition = m.edition
      WHERE m.edition = NEW.id AND m.state = 'paused' ORDER BY m.id DESC LIMIT 1;
  END IF;
  IF happened IS NOT NULL THEN
    INSERT INTO edition_letter (edition, what) VALUES (NEW.id, happened);
  END IF;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION edition_letter_note() IS 'an edition that is done, or waits for a person, is to be told of';
CREATE TRIGGER edition_letter_note AFTER UPDATE OF state ON edition FOR EACH ROW
  WHEN (OLD.state = 'running' AND NEW.state IN ('paused', 'finished')) EXECUTE FUNCTION edition_letter_note();

CREATE FUNCTION edition_letter_decide(p_letter bigint, p_state text, p_by text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  l edition_letter;
  refused text;
BEGIN
  SELECT * INTO l FROM edition_letter n WHERE n.id = p_letter FOR UPDATE;
  IF NOT FOUND THEN
    RETURN 'gone';
  END IF;
  IF l.decided IS NOT NULL OR l.what = 'finished' OR (SELECT e.state FROM edition e WHERE e.id = l.edition) <> 'paused' THEN
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
  'lets a paused edition go on (running) or ends it (cancelled), once for each mail: what it is now, already where that was decided before, gone';
