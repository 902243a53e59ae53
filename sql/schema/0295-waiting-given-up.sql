-- SPDX-License-Identifier: GPL-3.0-or-later
-- A letter that waited and is given up, because its mailbox has had enough, is not made up for by a
-- reminder some days later: who asks for many spellings of one mailbox would have had them all
-- arrive then, at once and beside every budget. A network that has had its share is asked about once
-- in a round, and a letter to nobody stops none.

SET LOCAL search_path = colporteur, public;

CREATE OR REPLACE FUNCTION page_letter_release(p_per_address int, p_per_network int, p_overall int, p_most int) RETURNS int
  LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
DECLARE
  p page_letter;
  whom text;
  verdict text;
  spent text[] := '{}';
  released int := 0;
BEGIN
  FOR i IN 1 .. p_most LOOP
    SELECT * INTO p FROM page_letter w WHERE w.network IS NOT NULL AND w.network <> ALL (spent) ORDER BY w.turn, w.id LIMIT 1 FOR UPDATE SKIP LOCKED;
    EXIT WHEN p.id IS NULL;
    whom := (SELECT a.address_key FROM address a WHERE a.subscriber = p.subscriber AND a.is_primary);
    verdict := CASE WHEN whom IS NULL THEN 'nobody' ELSE robot_take(whom, p.network, p_per_address, p_per_network, p_overall, true) END;
    EXIT WHEN verdict = 'overall';
    IF verdict = 'yes' THEN
      UPDATE page_letter SET network = NULL WHERE id = p.id;
      released := released + 1;
    ELSIF verdict = 'network' THEN
      UPDATE page_letter SET turn = turn + p_per_network WHERE network = p.network; -- behind the others
      spent := spent || p.network;
    ELSE
      -- Who has had enough today is not told, as ever, nor reminded of it.
      DELETE FROM page_letter WHERE id = p.id;
      UPDATE join_request SET reminded_at = the_time() WHERE subscriber = p.subscriber AND reminded_at IS NULL;
    END IF;
  END LOOP;
  RETURN released;
END
$$;
