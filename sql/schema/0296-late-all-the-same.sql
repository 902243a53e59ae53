-- SPDX-License-Identifier: GPL-3.0-or-later
-- Whoever was told that an edition did not go because its deadline had passed, and answers that it go
-- now, has it go: the deadline that was over stopped it again, and the answer had said that it goes.

SET LOCAL search_path = colporteur, public;

CREATE OR REPLACE FUNCTION edition_letter_send(p_letter edition_letter, p_state text, p_by text) RETURNS text
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
    IF p_letter.late THEN
      UPDATE sending SET not_after = NULL WHERE edition = e.id AND not_after <= the_time();
    END IF;
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
