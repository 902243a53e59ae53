-- SPDX-License-Identifier: GPL-3.0-or-later
-- Whoever proposes something while strangers flood the form gets through, as who subscribes does.
-- As soon as a thousand proposals waited, all others were refused, and fifty networks could see to
-- that. What is scarce is not their number but the room that long texts take; it is shared out:
-- where it is used up, the network whose texts take most of it gives way to one that takes less, though
-- never below a letter's share. Whoever gives way was told to send it again if no mail comes.

SET LOCAL search_path = colporteur, public;

ALTER TABLE page_letter ADD COLUMN bytes int NOT NULL DEFAULT 0;
COMMENT ON COLUMN page_letter.bytes IS 'how much text is kept while it waits: a proposal''s, 0 for all others';

-- One household or firm is given a /48 and may choose among its networks; a /16 is shared by many.
CREATE FUNCTION household(p_network text) RETURNS text LANGUAGE sql IMMUTABLE STRICT SET search_path = colporteur, pg_temp AS $$
  SELECT CASE WHEN p_network LIKE '%:%/%' THEN network_around(p_network) ELSE p_network END
$$;
COMMENT ON FUNCTION household(text) IS 'who a network of network_of() belongs to: the wider one of IPv6, of IPv4 itself';

CREATE FUNCTION proposal_room(p_network text, p_bytes int, p_most bigint) RETURNS boolean
  LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
DECLARE
  own bigint;
  held bigint;
  fullest record;
  gives_way record;
  gone bigint[] := '{}';
BEGIN
  -- One after the other, so that many at once do not make the same room.
  PERFORM pg_advisory_xact_lock(hashtextextended('proposal_room', 0));
  own := (SELECT coalesce(sum(w.bytes), 0) FROM page_letter w WHERE household(w.network) = household(p_network));
  held := (SELECT coalesce(sum(w.bytes), 0) FROM page_letter w WHERE w.network IS NOT NULL);
  WHILE held + p_bytes > p_most LOOP
    SELECT sum(w.bytes) AS bytes, max(w.id) AS latest INTO fullest FROM page_letter w
      WHERE w.network IS NOT NULL AND w.bytes > 0 AND w.id <> ALL (gone)
        AND household(w.network) <> household(p_network)
      GROUP BY household(w.network) ORDER BY 1 DESC, 2 DESC LIMIT 1;
    -- Twelve times `overall` letters wait at most: a network that takes no more than one's share stays.
    IF fullest.latest IS NULL OR fullest.bytes <= greatest(own + p_bytes, 65536 / 12) THEN
      RETURN false;
    END IF;
    SELECT w.id, w.bytes INTO gives_way FROM page_letter w WHERE w.id = fullest.latest FOR UPDATE SKIP LOCKED;
    IF gives_way.id IS NULL THEN
      RETURN false; -- it is being written
    END IF;
    gone := gone || gives_way.id;
    held := held - gives_way.bytes;
  END LOOP;
  WITH given AS (DELETE FROM page_letter WHERE id = ANY (gone) RETURNING proposal)
  DELETE FROM contribution c USING given g WHERE c.id = g.proposal AND c.state = 'unconfirmed';
  RETURN true;
END
$$;
COMMENT ON FUNCTION proposal_room(text, int, bigint) IS
  'whether another text of this network may wait beside those that do, all together no more than so many bytes; the latest of the network that takes most give way to one that takes less with it, once there is room enough so; networks are those of household()';

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
    IF NOT proposal_room(network, size, 65536::bigint * p_overall) THEN
      DELETE FROM contribution WHERE id = added.contribution;
      RETURN 'later';
    END IF;
    INSERT INTO page_letter (what, list, subscriber, address, proposal, network, turn, bytes)
      VALUES ('proposal', the_list, 0, p_key, added.contribution, network, now_or_later.turn, size);
  END IF;
  RETURN verdict;
END
$$;
COMMENT ON FUNCTION site.propose(text, text, text, text, text, int, int, int, text, text, text, text, text[], text, text, text[]) IS
  'keeps what was proposed on the site until its author confirms it by mail; sent: they are asked to; waits: they will be, as the budget of all has room, unless others take less of the room for texts; later: a budget of an hour or that room is used up; address: the budget of the mailbox is';
