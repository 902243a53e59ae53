-- SPDX-License-Identifier: GPL-3.0-or-later
-- Budgets that hold against who has many addresses: of networks and of mailboxes. The spellings of
-- one mailbox count as one victim, and all of a provider's small networks together have a budget
-- too. What pages ask for leaves a part of the hour's letters to what mail asks for, so that however
-- many networks flood the pages, who writes to the list is answered.

SET LOCAL search_path = colporteur, public;

CREATE FUNCTION mailbox_of(p_key text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN CASE WHEN split_part(p_key, '@', 2) IN ('gmail.com', 'googlemail.com')
    THEN replace(split_part(split_part(p_key, '@', 1), '+', 1), '.', '') || '@gmail.com'
    ELSE split_part(split_part(p_key, '@', 1), '+', 1) || '@' || split_part(p_key, '@', 2) END;
COMMENT ON FUNCTION mailbox_of(text) IS
  'where mail to an address key arrives: without what follows a plus, and for Gmail, which ignores them, without dots';

CREATE OR REPLACE FUNCTION network_of(p_remote text) RETURNS text LANGUAGE plpgsql IMMUTABLE SET search_path = colporteur, pg_temp AS $$
DECLARE
  remote inet;
BEGIN
  BEGIN
    remote := nullif(p_remote, '')::inet;
  EXCEPTION WHEN invalid_text_representation THEN
    remote := NULL;
  END;
  RETURN coalesce(network(set_masklen(remote, CASE family(remote) WHEN 4 THEN 24 ELSE 64 END))::text, '');
END
$$;
COMMENT ON FUNCTION network_of(text) IS 'what one household or firm shares of an address on the network: /24 or /64; empty where there is none';

CREATE FUNCTION network_around(p_network text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT SET search_path = pg_catalog AS $$
DECLARE
  near inet;
BEGIN
  IF p_network NOT LIKE '%/%' THEN
    RETURN '';
  END IF;
  near := p_network::inet;
  RETURN network(set_masklen(near, CASE family(near) WHEN 4 THEN 16 ELSE 48 END))::text;
EXCEPTION WHEN invalid_text_representation THEN
  RETURN '';
END
$$;
COMMENT ON FUNCTION network_around(text) IS
  'what one provider''s customer may have many networks of, around one of network_of(): /16 or /48; empty where that is a domain or nothing';

ALTER TABLE robot_answer
  ADD COLUMN mailbox text NOT NULL GENERATED ALWAYS AS (colporteur.mailbox_of(address_key)) STORED,
  ADD COLUMN around text NOT NULL GENERATED ALWAYS AS (colporteur.network_around(network)) STORED;
COMMENT ON COLUMN robot_answer.network IS 'domain that the mail which asked came from, or network that a page was asked from; empty for a page of one''s own';
COMMENT ON COLUMN robot_answer.mailbox IS 'where that arrives, however the address is spelled';
COMMENT ON COLUMN robot_answer.around IS 'the wider network; empty for mail';
CREATE INDEX robot_answer_mailbox ON robot_answer (mailbox, at);
COMMENT ON INDEX robot_answer_mailbox IS 'what a mailbox was written today';
CREATE INDEX robot_answer_around ON robot_answer (around, at) WHERE around <> '';
COMMENT ON INDEX robot_answer_around IS 'what a wider network asked for';

CREATE OR REPLACE FUNCTION robot_has_room(p_network text, p_per_network int, p_overall int) RETURNS boolean
  LANGUAGE plpgsql STABLE SET search_path = colporteur, pg_temp AS $$
DECLARE
  since timestamptz := the_time() - interval '1 hour';
  wider text := network_around(p_network);
BEGIN
  RETURN (SELECT count(*) FROM robot_answer r WHERE r.network = p_network AND r.at > since) < p_per_network
     AND (wider = '' OR (SELECT count(*) FROM robot_answer r WHERE r.around = wider AND r.at > since)
                         < least(4::bigint * p_per_network, greatest(p_overall / 2, 1)))
     -- A quarter is for those whom mail or a letter's link proves.
     AND (SELECT count(*) FROM robot_answer r WHERE r.at > since) < CASE WHEN wider = '' THEN p_overall ELSE p_overall - p_overall / 4 END;
END
$$;
COMMENT ON FUNCTION robot_has_room(text, int, int) IS
  'whether the budgets of a network, of the wider one around it (four times that, and at most half of all) and of all (for pages, three quarters) have something left, whoever is to be written to';

CREATE OR REPLACE FUNCTION robot_may_answer(p_address text, p_network text, p_per_address int, p_per_network int, p_overall int) RETURNS text
  LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
DECLARE
  the_network text := coalesce(nullif(network_of(p_network), ''), p_network);
  since timestamptz := the_time() - interval '1 hour';
BEGIN
  -- One after the other, so that many at once do not each find room for the last one.
  PERFORM pg_advisory_xact_lock(hashtextextended('robot_answer', 0));
  IF (SELECT count(*) FROM robot_answer WHERE mailbox = mailbox_of(p_address) AND at > the_time() - interval '1 day') >= p_per_address THEN
    RETURN 'address';
  ELSIF NOT robot_has_room(the_network, p_per_network, p_overall) THEN
    RETURN CASE WHEN (SELECT count(*) FROM robot_answer WHERE at > since) >= p_overall THEN 'overall' ELSE 'network' END;
  END IF;
  INSERT INTO robot_answer (address_key, network) VALUES (p_address, the_network);
  RETURN 'yes';
END
$$;
COMMENT ON FUNCTION robot_may_answer(text, text, int, int, int) IS
  'yes, and then it counts as an answer; or which budget is used up: the mailbox''s of a day, the network''s (or what is left to it) or the one of all of an hour. A network is a domain, an address on the network, one of network_of(), or empty';
