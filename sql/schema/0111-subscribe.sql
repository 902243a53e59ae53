-- SPDX-License-Identifier: GPL-3.0-or-later
-- Joining by a page: what the form said waits beside the request until the owner of the address
-- confirms it by a button behind a link that only they were sent.

SET LOCAL search_path = colporteur, public;

CREATE OR REPLACE FUNCTION colporteur.token_read(p_purpose text, p_token text) RETURNS bigint[]
  LANGUAGE plpgsql STABLE SET search_path = colporteur, pg_temp AS $$
-- Reads exactly what src/base/token.c writes. The site itself gets no key: it hands the token in.
DECLARE
  mac_size int := CASE WHEN p_purpose IN ('unsubscribe', 'person', 'join') THEN 16 ELSE 12 END;
  data bytea := '';
  bits int := 0;
  n_bits int := 0;
  size int;
  digit int;
  the_key bytea;
  mac bytea;
  difference int := 0;
  numbers bigint[] := '{}';
  number bigint := 0;
  shift int := 0;
BEGIN
  IF p_purpose IS NULL OR p_token IS NULL OR octet_length(p_token) NOT BETWEEN 1 AND 80 THEN
    RETURN NULL;
  END IF;
  FOREACH digit IN ARRAY ARRAY(SELECT strpos('abcdefghijklmnopqrstuvwxyz234567', c) - 1
      FROM regexp_split_to_table(translate(p_token, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz'), '') c) LOOP
    IF digit < 0 THEN
      RETURN NULL;
    END IF;
    bits := (bits << 5) | digit;
    n_bits := n_bits + 5;
    IF n_bits >= 8 THEN
      n_bits := n_bits - 8;
      data := data || set_byte('\x00'::bytea, 0, bits >> n_bits);
      bits := bits & ((1 << n_bits) - 1);
    END IF;
  END LOOP;
  size := octet_length(data) - mac_size;
  -- A token has one spelling: what is left over is less than a digit, and zero.
  IF n_bits >= 5 OR bits <> 0 OR size < 2 THEN
    RETURN NULL;
  END IF;
  SELECT key INTO the_key FROM token_key WHERE id = get_byte(data, 0) AND retired_at IS NULL;
  IF the_key IS NULL THEN
    RETURN NULL;
  END IF;
  mac := hmac_sha256(the_key, convert_to(p_purpose, 'UTF8') || '\x00'::bytea || substr(data, 1, size));
  FOR i IN 0 .. mac_size - 1 LOOP
    difference := difference | (get_byte(mac, i) # get_byte(data, size + i));
  END LOOP;
  IF difference <> 0 THEN
    RETURN NULL;
  END IF;
  FOR i IN 1 .. size - 1 LOOP
    IF shift > 56 THEN
      RETURN NULL;
    END IF;
    number := number | ((get_byte(data, i) & 127)::bigint << shift);
    shift := shift + 7;
    IF get_byte(data, i) < 128 THEN
      numbers := numbers || number;
      number := 0;
      shift := 0;
    END IF;
  END LOOP;
  RETURN CASE WHEN shift = 0 THEN numbers END;
END
$$;

ALTER TABLE join_request
  ADD COLUMN by_page boolean NOT NULL DEFAULT false,
  ADD COLUMN delivery text NOT NULL DEFAULT 'each' CHECK (delivery IN ('each', 'digest')),
  ADD COLUMN territories int[] NOT NULL DEFAULT '{}',
  ADD COLUMN interests int[] NOT NULL DEFAULT '{}';
COMMENT ON TABLE join_request IS 'somebody asked, by mail or page, to be on a list and has not confirmed; who had left stays unsubscribed meanwhile';
COMMENT ON COLUMN join_request.by_page IS 'a page asked: one letter asks to confirm all lists of the form';
COMMENT ON COLUMN join_request.delivery IS 'how they want to receive it, once they confirm';
COMMENT ON COLUMN join_request.territories IS 'where they say they live: theirs once they confirm; what is not there any more by then is left out';
COMMENT ON COLUMN join_request.interests IS 'what they want to follow, likewise';

ALTER TABLE page_letter
  DROP CONSTRAINT page_letter_what_check,
  ADD CONSTRAINT page_letter_what_check CHECK (what IN ('farewell', 'join', 'already', 'welcome'));

-- However it was confirmed, by the page or by an answer: what was asked for with it holds then.
CREATE OR REPLACE FUNCTION join_request_settled() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
DECLARE
  j join_request;
BEGIN
  DELETE FROM join_request WHERE list = NEW.list AND subscriber = NEW.subscriber RETURNING * INTO j;
  IF NEW.state = 'confirmed' AND j.by_page THEN
    UPDATE subscriber s SET
        territories = s.territories || ARRAY(SELECT t.id::int FROM territory t WHERE t.id = ANY (j.territories)),
        interests = s.interests || ARRAY(SELECT i.id::int FROM interest i WHERE i.id = ANY (j.interests))
      WHERE s.id = NEW.subscriber
        AND NOT (s.territories @> j.territories AND s.interests @> j.interests);
    UPDATE subscription SET delivery = j.delivery WHERE list = NEW.list AND subscriber = NEW.subscriber AND delivery <> j.delivery;
  END IF;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION join_request_settled() IS
  'a request to join ends where the subscription is confirmed or ended; confirmed, what its form said becomes the subscriber''s';

-- The proof has the network that a page was asked from.
DROP FUNCTION join_ask(bigint, text, text, text, text);
CREATE FUNCTION join_ask(p_list bigint, p_key text, p_address text, p_language text, p_how text, p_network inet,
                         OUT subscriber bigint, OUT outcome text) LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(p_key, -75));
  SELECT a.subscriber INTO join_ask.subscriber FROM address a WHERE a.address_key = p_key;
  IF join_ask.subscriber IS NULL THEN
    INSERT INTO subscriber (language) VALUES (p_language) RETURNING id INTO join_ask.subscriber;
    INSERT INTO address (address_key, address, subscriber) VALUES (p_key, p_address, join_ask.subscriber);
  END IF;
  SELECT CASE WHEN u.state = 'confirmed' THEN 'already' END INTO outcome FROM subscription u
    WHERE u.list = p_list AND u.subscriber = join_ask.subscriber FOR UPDATE;
  IF outcome = 'already' THEN
    RETURN;
  END IF;
  INSERT INTO join_request (list, subscriber, language) VALUES (p_list, join_ask.subscriber, p_language)
    ON CONFLICT DO NOTHING;
  outcome := CASE WHEN FOUND THEN 'asked' ELSE 'waiting' END;
  INSERT INTO subscription (list, subscriber) VALUES (p_list, join_ask.subscriber) ON CONFLICT DO NOTHING;
  IF outcome = 'asked' THEN
    INSERT INTO consent_event (subscriber, list, what, how, network) VALUES (join_ask.subscriber, p_list, 'subscribe', p_how, p_network);
  END IF;
END
$$;
COMMENT ON FUNCTION join_ask(bigint, text, text, text, text, inet) IS
  'notes that the owner of an address is said to want a list, making them known where they are not; asked: to be asked to confirm now, waiting: they were, already: they are on it';

CREATE FUNCTION robot_has_room(p_network text, p_per_network int, p_overall int) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT (SELECT count(*) FROM robot_answer WHERE network = p_network AND at > the_time() - interval '1 hour') < p_per_network
     AND (SELECT count(*) FROM robot_answer WHERE at > the_time() - interval '1 hour') < p_overall
$$;
COMMENT ON FUNCTION robot_has_room(text, int, int) IS 'whether the budgets of a network and of all have something left, whoever is to be written to';

CREATE FUNCTION network_of(p_remote text) RETURNS text LANGUAGE plpgsql IMMUTABLE SET search_path = colporteur, pg_temp AS $$
DECLARE
  remote inet;
BEGIN
  BEGIN
    remote := nullif(p_remote, '')::inet;
  EXCEPTION WHEN invalid_text_representation THEN
    remote := NULL;
  END;
  RETURN coalesce(network(set_masklen(remote, CASE family(remote) WHEN 4 THEN 24 ELSE 56 END))::text, '');
END
$$;
COMMENT ON FUNCTION network_of(text) IS 'what one household or firm shares of an address on the network: /24 or /56; empty where there is none';

CREATE FUNCTION site.subscribe(p_key text, p_address text, p_language text, p_lists text[], p_delivery text, p_place text, p_interests text[],
                               p_remote text, p_per_address int, p_per_network int, p_overall int) RETURNS text
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
DECLARE
  network text := network_of(p_remote);
  lists bigint[] := ARRAY(SELECT id FROM list WHERE name = ANY (p_lists) AND is_public AND closed_at IS NULL ORDER BY array_position(p_lists, name));
  who bigint := (SELECT subscriber FROM address WHERE address_key = p_key);
  fresh bigint[];
  verdict text;
BEGIN
  -- Before anything depends on whose the address is: what is answered tells nothing of it.
  IF NOT robot_has_room(network, p_per_network, p_overall) THEN
    RETURN 'later';
  END IF;
  fresh := ARRAY(SELECT l FROM unnest(lists) l
                 WHERE NOT EXISTS (SELECT FROM join_request j WHERE j.list = l AND j.subscriber = who)
                   AND NOT EXISTS (SELECT FROM subscription u WHERE u.list = l AND u.subscriber = who AND u.state = 'confirmed'));
  -- Who was asked and may still answer is not asked again.
  IF fresh = '{}' AND EXISTS (SELECT FROM join_request WHERE subscriber = who AND list = ANY (lists)) OR lists = '{}' THEN
    RETURN 'sent';
  END IF;
  verdict := robot_may_answer(p_key, network, p_per_address, p_per_network, p_overall);
  IF verdict <> 'yes' THEN
    RETURN CASE verdict WHEN 'address' THEN 'sent' ELSE 'later' END;
  END IF;
  IF fresh = '{}' THEN
    INSERT INTO page_letter (what, list, subscriber) VALUES ('already', lists[1], who);
    RETURN 'sent';
  END IF;
  FOR i IN 1 .. cardinality(fresh) LOOP
    who := (join_ask(fresh[i], p_key, p_address, p_language, 'web', nullif(p_remote, '')::inet)).subscriber;
    -- One letter asks for all of them, and one reminds.
    UPDATE join_request SET by_page = true, delivery = p_delivery,
        territories = ARRAY(SELECT t.id::int FROM territory t WHERE t.code = p_place),
        interests = ARRAY(SELECT t.id::int FROM interest t WHERE t.slug = ANY (p_interests) ORDER BY 1),
        reminded_at = CASE WHEN i > 1 THEN asked_at END
      WHERE list = fresh[i] AND subscriber = who;
  END LOOP;
  INSERT INTO page_letter (what, list, subscriber) VALUES ('join', fresh[1], who);
  RETURN 'sent';
END
$$;
COMMENT ON FUNCTION site.subscribe(text, text, text, text[], text, text, text[], text, int, int, int) IS
  'somebody asks that an address receive public lists; sent: they are or were asked to confirm, or are on them, which nobody is told; later: the network''s budget of an hour is used up, or the one of all';

CREATE FUNCTION site.subscribe_ask(p_token text, p_language text)
  RETURNS TABLE (masked text, name text, title text, description text, place text, interests text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
#variable_conflict use_column
DECLARE
  numbers bigint[] := token_read('join', p_token);
BEGIN
  IF numbers IS NULL OR cardinality(numbers) <> 1 THEN
    RETURN;
  END IF;
  RETURN QUERY
    SELECT masked(a.address), l.name, l.title, l.description,
           (SELECT string_agg(t.name, ', ' ORDER BY t.name_key) FROM territory t WHERE t.id = ANY (j.territories)),
           (SELECT string_agg(CASE p_language WHEN 'en' THEN i.label_en WHEN 'br' THEN i.label_br ELSE i.label_fr END, ', ' ORDER BY i.position, i.id) FROM interest i WHERE i.id = ANY (j.interests))
    FROM join_request j JOIN list l ON l.id = j.list
    JOIN address a ON a.subscriber = j.subscriber AND a.is_primary
    WHERE j.subscriber = subscriber_now(numbers[1]) AND j.by_page AND l.closed_at IS NULL
    ORDER BY l.title, l.name;
END
$$;
COMMENT ON FUNCTION site.subscribe_ask(text, text) IS 'the lists that a token lets confirm, and what the form said; nothing for any other token, and once it has served';

CREATE FUNCTION site.subscribe_confirm(p_token text, p_lists text[], p_remote text) RETURNS int
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
DECLARE
  numbers bigint[] := token_read('join', p_token);
  who bigint := subscriber_now(numbers[1]);
  the_list bigint;
  n int := 0;
BEGIN
  IF numbers IS NULL OR cardinality(numbers) <> 1 THEN
    RETURN 0;
  END IF;
  FOR the_list IN
    SELECT j.list FROM join_request j JOIN list l ON l.id = j.list
    WHERE j.subscriber = who AND j.by_page AND l.name = ANY (p_lists) AND l.closed_at IS NULL ORDER BY 1 FOR UPDATE OF j
  LOOP
    UPDATE subscription SET state = 'confirmed', changed_at = the_time() WHERE list = the_list AND subscriber = who AND state <> 'confirmed';
    INSERT INTO consent_event (subscriber, list, what, how, network) VALUES (who, the_list, 'confirm', 'web', nullif(p_remote, '')::inet);
    INSERT INTO page_letter (what, list, subscriber) VALUES ('welcome', the_list, who);
    n := n + 1;
  END LOOP;
  -- What they did not tick they did not want.
  IF n > 0 THEN
    DELETE FROM join_request WHERE subscriber = who AND by_page;
    DELETE FROM subscription WHERE subscriber = who AND state = 'unconfirmed'
      AND NOT EXISTS (SELECT FROM join_request j WHERE j.list = subscription.list AND j.subscriber = who);
    UPDATE subscriber SET last_contact_at = the_time() WHERE id = who;
  END IF;
  RETURN n;
END
$$;
COMMENT ON FUNCTION site.subscribe_confirm(text, text[], text) IS
  'the owner of the address wants these of the lists that were asked for; how many that are';

-- Ordered by bytes, so that a beginning is a range, whatever the planner knows of it.
CREATE INDEX territory_name_begins ON territory (name_key text_pattern_ops);
COMMENT ON INDEX territory_name_begins IS 'names that begin like what somebody types';

CREATE FUNCTION site.places(p_word text, p_begins boolean, p_count int)
  RETURNS TABLE (code text, name text, kind text, departement text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
#variable_conflict use_column
-- "Brest", "brest (29)", "29200": a département in parentheses tells communes of one name apart.
DECLARE
  word text := left(btrim(regexp_replace(p_word, '\s*[(][^()]*[)]\s*$', '')), 100);
  within text := upper(substring(p_word FROM '[(]\s*([0-9AaBb]{2,3})\s*[)]\s*$'));
  key text := plain(word);
  saint text := regexp_replace(key, '\mst(e?)\M', 'saint\1', 'g');
BEGIN
  IF key = '' THEN
    RETURN;
  END IF;
  RETURN QUERY
    WITH hit AS (
      (SELECT t.id, 1 AS rank FROM territory t WHERE t.name_key IN (key, saint) LIMIT 100)
      UNION (SELECT p.territory, 1 FROM territory_postal_code p WHERE p.postal_code = word)
      UNION (SELECT o.territory, 2 FROM territory_former_name o WHERE o.name_key IN (key, saint) LIMIT 100)
      UNION (SELECT t.id, 3 FROM territory t
             WHERE p_begins AND length(saint) >= 2 AND t.name_key ~>=~ saint AND t.name_key ~<~ (saint || E'\U0010ffff')
             ORDER BY t.name_key USING ~<~ LIMIT 40)
    ), best AS (
      SELECT id, min(rank) AS rank FROM hit GROUP BY id
    )
    SELECT t.code, t.name, t.kind, coalesce(d.code, '')
    FROM best b JOIN territory t ON t.id = b.id
    LEFT JOIN LATERAL (
      SELECT a.code FROM territory_closure c JOIN territory a ON a.id = c.ancestor AND a.kind = 'departement'
      WHERE c.descendant = t.id AND t.kind = 'commune' ORDER BY a.code LIMIT 1) d ON true
    WHERE within IS NULL OR d.code = within
    ORDER BY b.rank, t.kind <> 'commune', t.name_key, t.code LIMIT least(p_count, 50);
END
$$;
COMMENT ON FUNCTION site.places(text, boolean, int) IS
  'territories that a name or a postal code may mean, or whose names begin so: communes first';

CREATE VIEW site.interest_tree WITH (security_barrier) AS
  SELECT i.slug, p.slug AS parent, i.label_fr, i.label_en, i.label_br,
         coalesce(p.position, i.position) AS place, coalesce(p.slug, i.slug) AS root, i.position
  FROM colporteur.interest i LEFT JOIN colporteur.interest p ON p.id = i.parent;
COMMENT ON VIEW site.interest_tree IS 'the themes and what they are part of';
GRANT SELECT ON site.interest_tree TO colporteur_site, colporteur_engine;

CREATE VIEW site.joinable WITH (security_barrier) AS
  SELECT name, title, description, kind = 'newsletter' AS is_newsletter FROM colporteur.list WHERE is_public AND closed_at IS NULL;
COMMENT ON VIEW site.joinable IS 'lists that anybody may ask to be on';
GRANT SELECT ON site.joinable TO colporteur_site, colporteur_engine;

REVOKE EXECUTE ON FUNCTION site.subscribe(text, text, text, text[], text, text, text[], text, int, int, int), site.subscribe_ask(text, text),
  site.subscribe_confirm(text, text[], text), site.places(text, boolean, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION site.subscribe(text, text, text, text[], text, text, text[], text, int, int, int), site.subscribe_ask(text, text),
  site.subscribe_confirm(text, text[], text), site.places(text, boolean, int) TO colporteur_site, colporteur_engine;
