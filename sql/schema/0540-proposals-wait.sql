-- SPDX-License-Identifier: GPL-3.0-or-later
-- Whoever proposes something while strangers flood the form gets through, as who subscribes does.
-- As soon as a thousand proposals waited, all others were refused, and fifty networks could see to
-- that. What is scarce is not their number but the room that long texts take; it is shared out:
-- where it is used up, the network whose texts take most of it gives way to one that takes less.

SET LOCAL search_path = colporteur, public;

ALTER TABLE page_letter ADD COLUMN bytes int NOT NULL DEFAULT 0;
COMMENT ON COLUMN page_letter.bytes IS 'how much text is kept while it waits: a proposal''s, 0 for all others';

CREATE FUNCTION proposal_room(p_network text, p_bytes int, p_most bigint) RETURNS boolean
  LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
DECLARE
  held bigint;
  fullest record;
  gives_way page_letter;
BEGIN
  -- One after the other, so that many at once do not make the same room.
  PERFORM pg_advisory_xact_lock(hashtextextended('proposal_room', 0));
  LOOP
    held := (SELECT coalesce(sum(w.bytes), 0) FROM page_letter w WHERE w.network IS NOT NULL);
    IF held + p_bytes <= p_most THEN
      RETURN true;
    END IF;
    SELECT w.network, sum(w.bytes) AS bytes INTO fullest FROM page_letter w WHERE w.network IS NOT NULL AND w.bytes > 0
      GROUP BY w.network ORDER BY 2 DESC, max(w.id) DESC LIMIT 1;
    IF fullest.network IS NULL OR fullest.network = p_network
       OR fullest.bytes <= p_bytes + (SELECT coalesce(sum(w.bytes), 0) FROM page_letter w WHERE w.network = p_network) THEN
      RETURN false;
    END IF;
    SELECT * INTO gives_way FROM page_letter w WHERE w.network = fullest.network AND w.bytes > 0 ORDER BY w.id DESC LIMIT 1 FOR UPDATE SKIP LOCKED;
    IF gives_way.id IS NULL THEN
      RETURN false; -- it is being written
    END IF;
    DELETE FROM page_letter WHERE id = gives_way.id;
    DELETE FROM contribution c WHERE c.id = gives_way.proposal AND c.state = 'unconfirmed';
  END LOOP;
END
$$;
COMMENT ON FUNCTION proposal_room(text, int, bigint) IS
  'whether another text of this network may wait beside those that do, all together no more than so many bytes; the latest of the network that takes most give way to one that takes less with it';

CREATE OR REPLACE FUNCTION site.propose(p_list text, p_key text, p_address text, p_language text, p_network text, p_per_address int, p_per_network int,
                             p_overall int, p_kind text, p_title text, p_body text, p_author text, p_knowledge text[], p_source text,
                             p_territory text, p_interests text[]) RETURNS text
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, public, pg_temp AS $$
DECLARE
  the_list bigint := (SELECT l.id FROM list l JOIN site.proposal_lists() s ON s.name = l.name WHERE l.name = p_list);
  network text := network_of(p_network);
  now_or_later record := page_letter_turn_now(network, p_per_network, p_overall);
  verdict text := now_or_later.verdict;
  size int := octet_length(concat(p_title, p_body, p_author, p_source));
  added record;
BEGIN
  IF the_list IS NULL THEN
    RETURN 'no list';
  ELSIF verdict = 'waits' THEN
    IF mailbox_is_full(p_key, p_per_address) THEN
      RETURN 'address';
    ELSIF NOT proposal_room(network, size, 65536::bigint * p_overall) THEN
      RETURN 'later';
    END IF;
  ELSIF verdict = 'sent' THEN
    verdict := robot_may_answer(p_key, network, p_per_address, p_per_network, p_overall);
    verdict := CASE WHEN verdict = 'yes' THEN 'sent' WHEN verdict = 'address' THEN 'address' ELSE 'later' END;
  END IF;
  IF verdict NOT IN ('sent', 'waits') THEN
    RETURN verdict;
  END IF;
  added := proposal_add(the_list, p_key, p_address, p_language, 'web', NULL, 0, verdict = 'sent', p_kind, p_title, p_body, p_author, p_knowledge, p_source,
    ARRAY(SELECT t.id FROM territory t WHERE t.code = p_territory), ARRAY(SELECT i.id FROM interest i WHERE i.slug = ANY (p_interests)));
  IF verdict = 'waits' AND added.contribution IS NOT NULL THEN
    INSERT INTO page_letter (what, list, subscriber, address, proposal, network, turn, bytes)
      VALUES ('proposal', the_list, 0, p_key, added.contribution, network, now_or_later.turn, size);
  END IF;
  RETURN verdict;
END
$$;
