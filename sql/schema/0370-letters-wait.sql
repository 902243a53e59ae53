-- SPDX-License-Identifier: GPL-3.0-or-later
-- While strangers flood the pages, whoever asks for their link, proposes something or adds an address
-- gets through too: their letters wait for their turn like those of who asks to join.

SET LOCAL search_path = colporteur, public;

ALTER TABLE page_letter
  ADD COLUMN proposal bigint,
  DROP CONSTRAINT page_letter_what_check,
  ADD CONSTRAINT page_letter_what_check CHECK (what IN ('farewell', 'join', 'already', 'welcome', 'link', 'export', 'erase', 'erased', 'archive',
                                                        'address-add', 'address-added', 'address-first', 'address-gone', 'proposal'));
COMMENT ON COLUMN page_letter.subscriber IS 'to whom; 0: to nobody we know, as somebody who asks for the link of an address that nobody has, so that it costs the same';
COMMENT ON COLUMN page_letter.proposal IS 'contribution whose author is to be asked whether it is theirs; NULL: none';

CREATE FUNCTION page_letter_turn_now(p_network text, p_per_network int, p_overall int, OUT verdict text, OUT turn int)
  LANGUAGE plpgsql STABLE SET search_path = colporteur, pg_temp AS $$
DECLARE
  room text := robot_room(p_network, p_per_network, p_overall, false);
BEGIN
  -- Nobody overtakes those who wait.
  IF room = 'overall' OR room = 'yes' AND p_network LIKE '%/%' AND EXISTS (SELECT FROM page_letter WHERE network IS NOT NULL) THEN
    turn := page_letter_turn(p_network, p_per_network, p_overall);
    verdict := CASE WHEN turn IS NULL THEN 'later' ELSE 'waits' END;
  ELSE
    verdict := CASE room WHEN 'network' THEN 'later' ELSE 'sent' END;
  END IF;
END
$$;
COMMENT ON FUNCTION page_letter_turn_now(text, int, int) IS
  'what becomes of a letter that a page of this network asks for now, whoever it is for: sent; waits, and then its turn; later: not before the network''s hour is over';

CREATE FUNCTION mailbox_is_full(p_key text, p_per_address int) RETURNS boolean LANGUAGE sql STABLE SET search_path = colporteur, pg_temp AS $$
  SELECT (SELECT count(*) FROM robot_answer r WHERE r.mailbox = mailbox_of(p_key) AND r.at > the_time() - interval '1 day')
    + (SELECT count(*) FROM page_letter l WHERE l.network IS NOT NULL
       AND (l.subscriber = (SELECT a.subscriber FROM address a WHERE a.address_key = p_key) OR l.address = p_key)) >= p_per_address
$$;
COMMENT ON FUNCTION mailbox_is_full(text, int) IS 'whether a mailbox has had its letters of a day, with what waits for it';

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
    whom := CASE p.what
      WHEN 'proposal' THEN (SELECT o.address_key FROM proposal o JOIN contribution c ON c.id = o.contribution AND c.state = 'unconfirmed' WHERE o.contribution = p.proposal)
      WHEN 'address-add' THEN (SELECT c.address_key FROM address_change c WHERE c.id = p.change)
      ELSE (SELECT a.address_key FROM address a WHERE a.subscriber = p.subscriber AND a.is_primary) END;
    verdict := CASE WHEN whom IS NULL THEN 'nobody' ELSE robot_take(whom, p.network, p_per_address, p_per_network, p_overall, true) END;
    EXIT WHEN verdict = 'overall';
    IF verdict = 'network' THEN
      UPDATE page_letter SET turn = turn + p_per_network WHERE network = p.network; -- behind the others
      spent := spent || p.network;
      CONTINUE;
    END IF;
    released := released + (verdict = 'yes')::int;
    IF verdict = 'yes' AND p.what <> 'proposal' THEN
      UPDATE page_letter SET network = NULL WHERE id = p.id;
      CONTINUE;
    ELSIF verdict = 'yes' THEN
      INSERT INTO proposal_letter (contribution, what) VALUES (p.proposal, 'confirm');
    ELSIF p.what = 'join' THEN
      -- Who has had enough today is not told, as ever, nor reminded of it.
      UPDATE join_request SET reminded_at = the_time() WHERE subscriber = p.subscriber AND reminded_at IS NULL;
    END IF;
    DELETE FROM page_letter WHERE id = p.id;
  END LOOP;
  RETURN released;
END
$$;

CREATE OR REPLACE FUNCTION join_by_form(p_key text, p_address text, p_language text, p_lists bigint[], p_delivery text, p_places bigint[], p_interests bigint[],
                             p_how text, p_remote inet, p_network text, p_per_address int, p_per_network int, p_overall int) RETURNS text
  LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
DECLARE
  who bigint := (SELECT subscriber FROM address WHERE address_key = p_key);
  now_or_later record := page_letter_turn_now(p_network, p_per_network, p_overall);
  waits boolean := now_or_later.verdict = 'waits';
  fresh bigint[];
BEGIN
  -- Before anything depends on whose the address is: what is answered tells nothing of it.
  IF now_or_later.verdict = 'later' THEN
    RETURN 'later';
  END IF;
  fresh := ARRAY(SELECT l FROM unnest(p_lists) l
                 WHERE NOT EXISTS (SELECT FROM join_request j WHERE j.list = l AND j.subscriber = who)
                   AND NOT EXISTS (SELECT FROM subscription u WHERE u.list = l AND u.subscriber = who AND u.state = 'confirmed'));
  -- Who was asked and may still answer is not asked again; nor twice by letters that wait.
  IF fresh = '{}' AND EXISTS (SELECT FROM join_request WHERE subscriber = who AND list = ANY (p_lists)) OR p_lists = '{}'
     OR fresh = '{}' AND EXISTS (SELECT FROM page_letter WHERE subscriber = who AND network IS NOT NULL) THEN
    RETURN now_or_later.verdict;
  END IF;
  IF NOT waits THEN
    CASE robot_may_answer(p_key, p_network, p_per_address, p_per_network, p_overall)
      WHEN 'yes' THEN NULL;
      WHEN 'address' THEN RETURN 'sent';
      ELSE RETURN 'later';
    END CASE;
  ELSIF mailbox_is_full(p_key, p_per_address) THEN
    RETURN 'waits';
  END IF;
  IF fresh = '{}' THEN
    INSERT INTO page_letter (what, list, subscriber, network, turn)
      VALUES ('already', p_lists[1], who, CASE WHEN waits THEN p_network END, coalesce(now_or_later.turn, 0));
    RETURN now_or_later.verdict;
  END IF;
  FOR i IN 1 .. cardinality(fresh) LOOP
    who := (join_ask(fresh[i], p_key, p_address, p_language, p_how, p_remote)).subscriber;
    -- One letter asks for all of them, and one reminds.
    UPDATE join_request SET by_page = true, delivery = p_delivery, territories = p_places::int[], interests = p_interests::int[],
        reminded_at = CASE WHEN i > 1 THEN asked_at END
      WHERE list = fresh[i] AND subscriber = who;
  END LOOP;
  INSERT INTO page_letter (what, list, subscriber, network, turn)
    VALUES ('join', fresh[1], who, CASE WHEN waits THEN p_network END, coalesce(now_or_later.turn, 0));
  RETURN now_or_later.verdict;
END
$$;

CREATE OR REPLACE FUNCTION site.me_link(p_key text, p_remote text, p_per_address int, p_per_network int, p_overall int) RETURNS text
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
DECLARE
  network text := network_of(p_remote);
  who bigint := (SELECT subscriber FROM address WHERE address_key = p_key);
  now_or_later record := page_letter_turn_now(network, p_per_network, p_overall);
BEGIN
  IF now_or_later.verdict = 'waits' THEN
    -- Who is not known costs the network's turn the same: one that tries addresses comes to its end.
    IF NOT mailbox_is_full(p_key, p_per_address)
       AND NOT EXISTS (SELECT FROM page_letter WHERE what = 'link' AND (subscriber = who OR address = p_key)) THEN
      INSERT INTO page_letter (what, list, subscriber, address, network, turn)
        SELECT 'link', l.id, coalesce(who, 0), CASE WHEN who IS NULL THEN p_key END, network, now_or_later.turn
        FROM list l LEFT JOIN subscription u ON u.list = l.id AND u.subscriber = who
        WHERE l.deleted_at IS NULL ORDER BY u.state = 'confirmed' DESC NULLS LAST, l.id LIMIT 1;
    END IF;
  -- And the budget the same.
  ELSIF now_or_later.verdict = 'sent' AND robot_may_answer(p_key, network, p_per_address, p_per_network, p_overall) = 'yes' AND who IS NOT NULL THEN
    PERFORM page_letter_ask('link', who);
  END IF;
  RETURN now_or_later.verdict;
END
$$;
COMMENT ON FUNCTION site.me_link(text, text, int, int, int) IS
  'has the link to their page sent to whoever has this address; sent, whether anybody has it or not; waits: the same, as the budget of all has room; later: the network''s budget of an hour is used up';

CREATE OR REPLACE FUNCTION site.propose(p_list text, p_key text, p_address text, p_language text, p_network text, p_per_address int, p_per_network int,
                             p_overall int, p_kind text, p_title text, p_body text, p_author text, p_knowledge text[], p_source text,
                             p_territory text, p_interests text[]) RETURNS text
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, public, pg_temp AS $$
DECLARE
  the_list bigint := (SELECT l.id FROM list l JOIN site.proposal_lists() s ON s.name = l.name WHERE l.name = p_list);
  network text := network_of(p_network);
  now_or_later record := page_letter_turn_now(network, p_per_network, p_overall);
  verdict text := now_or_later.verdict;
  added record;
BEGIN
  IF the_list IS NULL THEN
    RETURN 'no list';
  ELSIF verdict = 'waits' THEN
    -- What waits is kept meanwhile, and a text may be long: not as many as of other letters.
    IF (SELECT count(*) FROM page_letter w WHERE w.network IS NOT NULL AND w.what = 'proposal') >= p_overall THEN
      RETURN 'later';
    ELSIF mailbox_is_full(p_key, p_per_address) THEN
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
    INSERT INTO page_letter (what, list, subscriber, address, proposal, network, turn)
      VALUES ('proposal', the_list, 0, p_key, added.contribution, network, now_or_later.turn);
  END IF;
  RETURN verdict;
END
$$;
COMMENT ON FUNCTION site.propose(text, text, text, text, text, int, int, int, text, text, text, text, text[], text, text, text[]) IS
  'keeps what was proposed on the site until its author confirms it by mail; sent: they are asked to; waits: they will be, as the budget of all has room; later: a budget of an hour is used up; address: that of the mailbox is';

CREATE OR REPLACE FUNCTION site.me_address_add(p_token text, p_key text, p_address text, p_remote text, p_per_address int, p_per_network int, p_overall int) RETURNS text
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
DECLARE
  who bigint := page_person(p_token);
  the_network text := network_of(p_remote);
  now_or_later record := page_letter_turn_now(the_network, p_per_network, p_overall);
  asked bigint;
BEGIN
  IF who IS NULL THEN
    RETURN 'unknown';
  ELSIF EXISTS (SELECT FROM address WHERE subscriber = who AND address_key = p_key) THEN
    RETURN 'own';
  ELSIF (SELECT count(*) FROM address WHERE subscriber = who) + (SELECT count(*) FROM address_change WHERE subscriber = who AND what = 'add') >= 8 THEN
    RETURN 'many';
  ELSIF now_or_later.verdict = 'later' THEN
    RETURN 'later';
  END IF;
  INSERT INTO address_change (subscriber, what, address_key, address, due_at) VALUES (who, 'add', p_key, p_address, the_time() + interval '7 days')
    ON CONFLICT (subscriber, what, address_key) DO UPDATE SET address = EXCLUDED.address, asked_at = the_time(), due_at = EXCLUDED.due_at
    RETURNING id INTO asked;
  -- Whoever has that address may have had enough letters today, which nobody else is told.
  IF now_or_later.verdict = 'waits' THEN
    IF NOT mailbox_is_full(p_key, p_per_address) AND NOT EXISTS (SELECT FROM page_letter p WHERE p.change = asked AND p.what = 'address-add')
       AND address_letter('address-add', who, asked, p_address) THEN
      UPDATE page_letter p SET network = the_network, turn = now_or_later.turn WHERE p.change = asked AND p.what = 'address-add';
    END IF;
  ELSIF robot_may_answer(p_key, the_network, p_per_address, p_per_network, p_overall) = 'yes' THEN
    DELETE FROM page_letter p WHERE p.change = asked AND p.what = 'address-add';
    PERFORM address_letter('address-add', who, asked, p_address);
  END IF;
  RETURN now_or_later.verdict;
END
$$;
COMMENT ON FUNCTION site.me_address_add(text, text, text, text, int, int, int) IS
  'asks the owner of an address by mail whether it is theirs too; sent, whoever has it; waits: they will be, as the budget of all has room; own: they have it already; many: they have enough; later: the network''s budget of an hour is used up';

CREATE OR REPLACE FUNCTION subscriber_forgotten() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
BEGIN
  DELETE FROM robot_answer WHERE address_key IN (SELECT address_key FROM address WHERE subscriber = OLD.id);
  DELETE FROM page_letter WHERE subscriber = OLD.id
    OR subscriber = 0 AND address IN (SELECT address_key FROM address WHERE subscriber = OLD.id);
  UPDATE mailing m SET content = '' WHERE m.kind = 'probe' AND m.content <> '' AND EXISTS (
    SELECT FROM delivery d WHERE d.mailing = m.id
      AND (d.recipient = OLD.id OR d.recipient IN (SELECT g.gone FROM subscriber_merged g WHERE g.kept = OLD.id)));
  RETURN OLD;
END
$$;

ALTER FUNCTION site.me_link(text, text, int, int, int) SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION site.me_address_add(text, text, text, text, int, int, int) SET plan_cache_mode = force_generic_plan;
