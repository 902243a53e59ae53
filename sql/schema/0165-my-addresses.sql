-- SPDX-License-Identifier: GPL-3.0-or-later
-- People look after their addresses on the page of their own, and see there what the next letter
-- would hold.
--
-- The link to that page may be in a forwarded letter. So an address is added only by who reads mail
-- sent to it; mail goes to another one only once the address it goes to now was told and had three
-- days to refuse, or at once where it agrees. Until then what is known goes where it always went.

SET LOCAL search_path = colporteur, public;

CREATE OR REPLACE FUNCTION colporteur.token_read(p_purpose text, p_token text) RETURNS bigint[]
  LANGUAGE plpgsql STABLE SET search_path = colporteur, pg_temp AS $$
-- Reads exactly what src/base/token.c writes. The site itself gets no key: it hands the token in.
-- Whatever is wrong with a token, all the work is done before it is refused.
DECLARE
  mac_size int := CASE WHEN p_purpose IN ('unsubscribe', 'person', 'join', 'erase', 'address') THEN 16 ELSE 12 END;
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
      difference := 1;
      digit := 0;
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
    difference := 1;
    data := data || decode(repeat('00', mac_size + 2), 'hex');
    size := octet_length(data) - mac_size;
  END IF;
  SELECT key INTO the_key FROM token_key WHERE id = get_byte(data, 0) AND retired_at IS NULL;
  IF the_key IS NULL THEN
    difference := 1;
    the_key := decode(repeat('00', 32), 'hex');
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

CREATE TABLE address_change (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  subscriber bigint NOT NULL REFERENCES subscriber ON DELETE CASCADE,
  what text NOT NULL CHECK (what IN ('add', 'first')),
  address_key text NOT NULL,
  address text NOT NULL CHECK (address !~ '[[:cntrl:] ]'),
  asked_at timestamptz NOT NULL DEFAULT the_time(),
  due_at timestamptz NOT NULL,
  UNIQUE (subscriber, what, address_key)
);
COMMENT ON TABLE address_change IS 'changes of addresses that people asked for on their page and that wait for an answer by mail';
COMMENT ON COLUMN address_change.id IS 'our number, in the tokens of the letters about it';
COMMENT ON COLUMN address_change.subscriber IS 'whose';
COMMENT ON COLUMN address_change.what IS 'add: theirs once its owner confirms it; first: mail goes there from due_at on, unless refused';
COMMENT ON COLUMN address_change.address_key IS 'as address.address_key';
COMMENT ON COLUMN address_change.address IS 'as they wrote it';
COMMENT ON COLUMN address_change.asked_at IS 'when the page asked';
COMMENT ON COLUMN address_change.due_at IS 'first: when it happens by itself; add: when it is forgotten';
CREATE UNIQUE INDEX address_change_first ON address_change (subscriber) WHERE what = 'first';
CREATE INDEX address_change_due ON address_change (due_at);

ALTER TABLE page_letter
  ADD COLUMN change bigint,
  ADD COLUMN address text,
  DROP CONSTRAINT page_letter_what_check,
  ADD CONSTRAINT page_letter_what_check CHECK (what IN ('farewell', 'join', 'already', 'welcome', 'link', 'export', 'erase', 'archive',
                                                        'address-add', 'address-added', 'address-first', 'address-gone'));
COMMENT ON COLUMN page_letter.change IS 'change of addresses that it is about; NULL: none';
COMMENT ON COLUMN page_letter.address IS 'where it goes, where that is not their first address';

CREATE FUNCTION address_letter(p_what text, p_subscriber bigint, p_change bigint, p_address text) RETURNS boolean
  LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
BEGIN
  INSERT INTO page_letter (what, list, subscriber, change, address)
  SELECT p_what, l.id, p_subscriber, p_change, p_address FROM list l
  LEFT JOIN subscription u ON u.list = l.id AND u.subscriber = p_subscriber
  WHERE l.deleted_at IS NULL ORDER BY u.state = 'confirmed' DESC NULLS LAST, l.id LIMIT 1;
  RETURN FOUND;
END
$$;
COMMENT ON FUNCTION address_letter(text, bigint, bigint, text) IS
  'has a letter about their addresses written, on behalf of a list of theirs; false where there is no list at all';

CREATE FUNCTION address_handle(p_key text) RETURNS text LANGUAGE sql STABLE SET search_path = colporteur, pg_temp AS $$
  SELECT left(encode(hmac_sha256(key, 'handle'::bytea || '\x00'::bytea || convert_to(p_key, 'UTF8')), 'hex'), 24)
  FROM token_key WHERE retired_at IS NULL ORDER BY id DESC LIMIT 1
$$;
COMMENT ON FUNCTION address_handle(text) IS 'what a form calls an address that it does not show; another one once keys change hands';

CREATE FUNCTION address_make_first(p_subscriber bigint, p_key text) RETURNS boolean
  LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
BEGIN
  PERFORM FROM subscriber WHERE id = p_subscriber FOR UPDATE;
  DELETE FROM address_change WHERE subscriber = p_subscriber AND what = 'first';
  IF NOT EXISTS (SELECT FROM address WHERE subscriber = p_subscriber AND address_key = p_key) THEN
    RETURN false;
  END IF;
  UPDATE address SET is_primary = false WHERE subscriber = p_subscriber AND is_primary;
  UPDATE address SET is_primary = true WHERE subscriber = p_subscriber AND address_key = p_key;
  DELETE FROM bounce_score WHERE subscriber = p_subscriber; -- mail came back from the other
  RETURN true;
END
$$;
COMMENT ON FUNCTION address_make_first(bigint, text) IS 'mail goes to this address of theirs from now on; false where it is not theirs any more';

CREATE FUNCTION address_change_due() RETURNS bigint
  LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
DECLARE
  c address_change;
  n bigint := 0;
BEGIN
  DELETE FROM address_change WHERE what = 'add' AND due_at <= the_time();
  FOR c IN SELECT * FROM address_change WHERE what = 'first' AND due_at <= the_time() ORDER BY id FOR UPDATE SKIP LOCKED LIMIT 500 LOOP
    n := n + address_make_first(c.subscriber, c.address_key)::int;
  END LOOP;
  RETURN n;
END
$$;
COMMENT ON FUNCTION address_change_due() IS 'what nobody refused in time happens, and what nobody confirmed is forgotten; how many people get their mail elsewhere now';
REVOKE EXECUTE ON FUNCTION address_letter(text, bigint, bigint, text), address_handle(text), address_make_first(bigint, text), address_change_due() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION address_make_first(bigint, text), address_change_due() TO colporteur_engine;

-- An address that is nobody's any more is not remembered for the letters that went there either.
CREATE INDEX notice_recipient_address ON notice_recipient (lower(address));
COMMENT ON INDEX notice_recipient_address IS 'what was written to somebody who is to be forgotten';
CREATE FUNCTION address_forgotten() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM address WHERE address_key = OLD.address_key)
     AND NOT EXISTS (SELECT FROM address_change WHERE address_key = OLD.address_key) THEN
    DELETE FROM robot_answer WHERE address_key = OLD.address_key;
    DELETE FROM notice_recipient WHERE lower(address) = OLD.address_key;
  END IF;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION address_forgotten() IS 'what was written to an address that is nobody''s any more does not name it either';
CREATE TRIGGER address_forgotten AFTER DELETE ON address FOR EACH ROW EXECUTE FUNCTION address_forgotten();
CREATE TRIGGER address_forgotten AFTER DELETE ON address_change FOR EACH ROW EXECUTE FUNCTION address_forgotten();

-- --- what the page shows ---

CREATE FUNCTION site.me_addresses(p_token text)
  RETURNS TABLE (handle text, masked text, is_first boolean, waits text, due bigint)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
#variable_conflict use_column
DECLARE
  who bigint := page_person(p_token);
BEGIN
  RETURN QUERY
    SELECT address_handle(x.address_key), masked(x.address), x.is_primary, x.waits, x.due
    FROM (SELECT a.address_key, a.address, a.is_primary, coalesce(c.what, '') AS waits, coalesce(us(c.due_at), 0) AS due
          FROM address a LEFT JOIN address_change c ON c.subscriber = a.subscriber AND c.address_key = a.address_key AND c.what = 'first'
          WHERE a.subscriber = who
          UNION ALL
          SELECT c.address_key, c.address, false, 'add', us(c.due_at) FROM address_change c WHERE c.subscriber = who AND c.what = 'add') x
    ORDER BY x.is_primary DESC, x.waits = 'add', x.address_key;
END
$$;
COMMENT ON FUNCTION site.me_addresses(text) IS 'their addresses, masked, and those that wait to be confirmed';

CREATE OR REPLACE FUNCTION site.me_lists(p_token text) RETURNS TABLE (name text, title text, is_newsletter boolean, delivery text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT l.name, l.title, l.kind = 'newsletter', CASE u.delivery WHEN 'digest' THEN u.digest_every ELSE u.delivery END
    FROM subscription u JOIN list l ON l.id = u.list
    WHERE u.subscriber = page_person(p_token) AND u.state = 'confirmed' ORDER BY l.title, l.name;
END
$$;
COMMENT ON FUNCTION site.me_lists(text) IS 'the lists they are on and how they receive each: each post, daily or weekly digests, the important ones alone, none';

CREATE FUNCTION site.letter_preview(p_token text, p_places text[], p_interests text[], p_most int)
  RETURNS TABLE (list text, list_title text, reach text, contribution bigint, kind text, title text, language text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
#variable_conflict use_column
-- The rules of news-edition-match, news-edition-near-fill and news-letter-choose for one reader: the
-- sections of the list's last letter, or those that an edition has which names none.
DECLARE
  who bigint := page_person(p_token);
  places bigint[] := ARRAY(SELECT t.id FROM territory t WHERE t.code = ANY (p_places) ORDER BY t.id LIMIT 50);
  themes bigint[] := ARRAY(SELECT DISTINCT x FROM interest i, LATERAL (
      SELECT descendant AS x FROM interest_closure WHERE ancestor = i.id
      UNION ALL SELECT ancestor FROM interest_closure WHERE descendant = i.id) c WHERE i.slug = ANY (p_interests));
  l record;
  s record;
  c record;
  last bigint;
  taken bigint[];
  shown int;
  n int;
BEGIN
  FOR l IN SELECT li.id, li.name, li.title FROM subscription u JOIN list li ON li.id = u.list
           WHERE u.subscriber = who AND u.state = 'confirmed' AND li.kind = 'newsletter' AND li.closed_at IS NULL
           ORDER BY li.title, li.name LIMIT 10 LOOP
    last := (SELECT e.id FROM edition e WHERE e.list = l.id AND e.sent_at IS NOT NULL ORDER BY e.number DESC LIMIT 1);
    taken := '{}';
    shown := 0;
    FOR s IN
      SELECT x.* FROM (
        SELECT es.number, es.reach, es.local, es.kinds, es.interests, es.programmes, es.sort, es.most FROM edition_section es WHERE es.edition = last
        UNION ALL
        SELECT d.number, d.reach, false, '{}'::text[], '{}'::bigint[], '{}'::text[], d.sort, 0
        FROM (VALUES (0, 'everybody', 'kind'), (1, 'near', 'nearest'), (2, 'interests', 'kind')) d(number, reach, sort)
        WHERE NOT EXISTS (SELECT FROM edition_section es WHERE es.edition = last)) x
      ORDER BY x.number
    LOOP
      n := 0;
      FOR c IN
        WITH waiting AS MATERIALIZED (
          SELECT w.* FROM contribution w
          WHERE w.state = 'accepted' AND w.id <> ALL (taken)
            AND (s.kinds = '{}' OR w.kind = ANY (s.kinds))
            AND (s.programmes = '{}' OR EXISTS (SELECT FROM unnest(s.programmes) p WHERE plain(p) = plain(w.programme)))
            AND (s.interests = '{}' OR EXISTS (SELECT FROM contribution_interest ci JOIN interest_closure ic ON ic.descendant = ci.interest
                                               WHERE ci.contribution = w.id AND ic.ancestor = ANY (s.interests)))
            AND NOT EXISTS (SELECT FROM edition_piece p JOIN edition o ON o.id = p.edition
                            WHERE p.contribution = w.id AND o.list = l.id AND o.sent_at IS NOT NULL)
          ORDER BY coalesce(w.decided_at, w.proposed_at) DESC, w.id DESC LIMIT 500)
        SELECT w.id, w.kind, w.title, w.language, near.distance
        FROM waiting w
        CROSS JOIN LATERAL (
          SELECT coalesce(NOT bool_or(t.kind IN ('own', 'region', 'country')), false) AS is_local
          FROM contribution_territory ct JOIN territory t ON t.id = ct.territory WHERE ct.contribution = w.id) place
        LEFT JOIN LATERAL (
          SELECT min(CASE
              WHEN a.kind = 'commune' AND a.id = r.id THEN 0
              WHEN EXISTS (SELECT FROM territory_closure x JOIN territory_closure y ON y.descendant = x.descendant
                           WHERE x.ancestor = a.id AND y.ancestor = r.id)
                OR a.kind = 'commune' AND EXISTS (SELECT FROM territory_closure x JOIN territory e ON e.id = x.ancestor AND e.kind = 'epci'
                           JOIN territory_closure y ON y.ancestor = e.id AND y.descendant = r.id WHERE x.descendant = a.id)
              THEN CASE WHEN a.kind IN ('commune', 'epci') AND r.kind IN ('commune', 'epci') THEN 1 ELSE 2 END
              WHEN s.reach = 'departement' AND EXISTS (SELECT FROM territory_closure x JOIN territory d ON d.id = x.ancestor AND d.kind = 'departement'
                           JOIN territory_closure y ON y.ancestor = d.id AND y.descendant = r.id WHERE x.descendant = a.id)
              THEN 3 END) AS distance
          FROM contribution_territory ct JOIN territory a ON a.id = ct.territory CROSS JOIN territory r
          WHERE ct.contribution = w.id AND r.id = ANY (places) AND s.reach NOT IN ('everybody', 'interests')) near ON true
        WHERE CASE s.reach
          WHEN 'everybody' THEN s.local OR NOT place.is_local
          WHEN 'interests' THEN EXISTS (SELECT FROM contribution_interest ci WHERE ci.contribution = w.id AND ci.interest = ANY (themes))
          ELSE place.is_local AND near.distance <= CASE s.reach WHEN 'commune' THEN 0 WHEN 'epci' THEN 1 WHEN 'near' THEN 2 ELSE 3 END END
        ORDER BY CASE s.sort WHEN 'nearest' THEN near.distance END,
                 CASE s.sort WHEN 'newest' THEN -us(w.decided_at) WHEN 'oldest' THEN us(w.decided_at) END,
                 CASE s.sort WHEN 'title' THEN w.title END, w.kind, w.id
      LOOP
        EXIT WHEN s.most > 0 AND n >= s.most OR shown >= p_most;
        taken := taken || c.id;
        n := n + 1;
        shown := shown + 1;
        RETURN QUERY SELECT l.name, l.title, CASE WHEN s.reach IN ('everybody', 'interests') THEN s.reach ELSE 'near' END, c.id, c.kind, c.title, c.language;
      END LOOP;
      EXIT WHEN shown >= p_most;
    END LOOP;
    IF shown = 0 THEN
      RETURN QUERY SELECT l.name, l.title, ''::text, 0::bigint, ''::text, ''::text, ''::text;
    END IF;
  END LOOP;
END
$$;
COMMENT ON FUNCTION site.letter_preview(text, text[], text[], int) IS
  'of each newsletter that the owner of the page gets: what its next letter would hold for who lives in these places and follows these themes, out of what was accepted and no letter carried; a row with contribution 0 where that is nothing';

-- --- what the page changes ---

CREATE OR REPLACE FUNCTION site.me_set_list(p_token text, p_list text, p_delivery text) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
DECLARE
  who bigint := page_person(p_token);
  the_list bigint := (SELECT id FROM list WHERE name = p_list);
  proof bigint;
BEGIN
  IF p_delivery = 'leave' THEN
    UPDATE subscription SET state = 'unsubscribed', changed_at = the_time() WHERE list = the_list AND subscriber = who AND state = 'confirmed';
    IF FOUND THEN
      INSERT INTO consent_event (subscriber, list, what, how) VALUES (who, the_list, 'unsubscribe', 'web') RETURNING id INTO proof;
      INSERT INTO page_letter (what, list, subscriber, event) VALUES ('farewell', the_list, who, proof);
      UPDATE subscriber SET last_contact_at = the_time() WHERE id = who;
    END IF;
    RETURN proof IS NOT NULL;
  END IF;
  UPDATE subscription SET
      delivery = CASE WHEN p_delivery IN ('daily', 'weekly') THEN 'digest' ELSE p_delivery END,
      digest_every = CASE WHEN p_delivery IN ('daily', 'weekly') THEN p_delivery ELSE digest_every END
    WHERE list = the_list AND subscriber = who AND state = 'confirmed'
      AND CASE delivery WHEN 'digest' THEN digest_every ELSE delivery END <> p_delivery;
  IF FOUND THEN
    UPDATE subscriber SET last_contact_at = the_time() WHERE id = who;
    RETURN true;
  END IF;
  RETURN false;
END
$$;
COMMENT ON FUNCTION site.me_set_list(text, text, text) IS
  'how they receive a list they are on from now on (each, daily, weekly, important, none), or "leave"; whether that changed anything';

CREATE FUNCTION site.me_address_add(p_token text, p_key text, p_address text, p_remote text, p_per_address int, p_per_network int, p_overall int) RETURNS text
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
DECLARE
  who bigint := page_person(p_token);
  network text := network_of(p_remote);
  asked bigint;
BEGIN
  IF who IS NULL THEN
    RETURN 'unknown';
  ELSIF EXISTS (SELECT FROM address WHERE subscriber = who AND address_key = p_key) THEN
    RETURN 'own';
  ELSIF (SELECT count(*) FROM address WHERE subscriber = who) + (SELECT count(*) FROM address_change WHERE subscriber = who AND what = 'add') >= 8 THEN
    RETURN 'many';
  ELSIF NOT robot_has_room(network, p_per_network, p_overall) THEN
    RETURN 'later';
  END IF;
  INSERT INTO address_change (subscriber, what, address_key, address, due_at) VALUES (who, 'add', p_key, p_address, the_time() + interval '7 days')
    ON CONFLICT (subscriber, what, address_key) DO UPDATE SET address = EXCLUDED.address, asked_at = the_time(), due_at = EXCLUDED.due_at
    RETURNING id INTO asked;
  -- Whoever has that address may have had enough letters today, which nobody else is told.
  IF robot_may_answer(p_key, network, p_per_address, p_per_network, p_overall) = 'yes' THEN
    DELETE FROM page_letter p WHERE p.change = asked AND p.what = 'address-add';
    PERFORM address_letter('address-add', who, asked, p_address);
  END IF;
  RETURN 'sent';
END
$$;
COMMENT ON FUNCTION site.me_address_add(text, text, text, text, int, int, int) IS
  'asks the owner of an address by mail whether it is theirs too; sent, whoever has it; own: they have it already; many: they have enough; later: the budgets of letters are used up';

CREATE FUNCTION site.me_address_first(p_token text, p_handle text, p_per_address int, p_overall int) RETURNS text
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
DECLARE
  who bigint := page_person(p_token);
  a address;
  change bigint;
BEGIN
  SELECT * INTO a FROM address WHERE subscriber = who AND NOT is_primary AND address_handle(address_key) = p_handle;
  IF a.address_key IS NULL THEN
    RETURN 'unknown';
  ELSIF EXISTS (SELECT FROM address_change WHERE subscriber = who AND what = 'first' AND address_key = a.address_key) THEN
    RETURN 'sent';
  ELSIF robot_may_answer((SELECT address_key FROM address WHERE subscriber = who AND is_primary), '', p_per_address, p_overall, p_overall) <> 'yes' THEN
    RETURN 'later'; -- nothing happens that the address of now is not told of
  END IF;
  DELETE FROM address_change WHERE subscriber = who AND what = 'first';
  INSERT INTO address_change (subscriber, what, address_key, address, due_at) VALUES (who, 'first', a.address_key, a.address, the_time() + interval '3 days')
    RETURNING id INTO change;
  IF NOT address_letter('address-first', who, change, NULL) THEN
    DELETE FROM address_change WHERE id = change;
    RETURN 'later';
  END IF;
  RETURN 'sent';
END
$$;
COMMENT ON FUNCTION site.me_address_first(text, text, int, int) IS
  'mail is to go to another of their addresses: the one it goes to now is told, and may refuse or agree; sent, later (no letter may be written now) or unknown';

CREATE FUNCTION site.me_address_remove(p_token text, p_handle text) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
DECLARE
  who bigint := page_person(p_token);
  gone text;
BEGIN
  DELETE FROM address WHERE subscriber = who AND NOT is_primary AND address_handle(address_key) = p_handle RETURNING address_key INTO gone;
  IF gone IS NOT NULL THEN
    PERFORM address_letter('address-gone', who, NULL, NULL);
    UPDATE subscriber SET last_contact_at = the_time() WHERE id = who;
  END IF;
  DELETE FROM page_letter p USING address_change c WHERE p.change = c.id AND c.subscriber = who AND address_handle(c.address_key) = p_handle;
  DELETE FROM address_change WHERE subscriber = who AND address_handle(address_key) = p_handle;
  RETURN gone IS NOT NULL OR FOUND;
END
$$;
COMMENT ON FUNCTION site.me_address_remove(text, text) IS
  'an address that mail does not go to is not theirs any more, which the one that it goes to is told; or one that waits is forgotten; whether there was one';

CREATE FUNCTION site.address_ask(p_token text, OUT what text, OUT masked text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
#variable_conflict use_column
DECLARE
  numbers bigint[] := token_read('address', p_token);
BEGIN
  IF numbers IS NULL OR cardinality(numbers) <> 2 THEN
    RETURN;
  END IF;
  SELECT CASE numbers[2] WHEN 1 THEN c.what WHEN 2 THEN 'refuse' END, masked(c.address)
    INTO address_ask.what, address_ask.masked
    FROM address_change c WHERE c.id = numbers[1] AND numbers[2] IN (1, 2) AND (c.what = 'first' OR c.due_at > the_time());
END
$$;
COMMENT ON FUNCTION site.address_ask(text) IS
  'what a token decides of a change of addresses: add, first or refuse, and which address, masked; NULLs for any other token, and once it has served';

CREATE FUNCTION site.address_decide(p_token text) RETURNS text
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
DECLARE
  numbers bigint[] := token_read('address', p_token);
  c address_change;
BEGIN
  IF numbers IS NULL OR cardinality(numbers) <> 2 OR numbers[2] NOT IN (1, 2) THEN
    RETURN '';
  END IF;
  DELETE FROM address_change WHERE id = numbers[1] AND (what = 'first' OR due_at > the_time()) RETURNING * INTO c;
  IF c.id IS NULL THEN
    RETURN '';
  END IF;
  DELETE FROM page_letter WHERE change = c.id;
  IF numbers[2] = 2 THEN
    -- Whoever asked was not the owner: the other address was brought in by them.
    DELETE FROM address WHERE subscriber = c.subscriber AND address_key = c.address_key AND NOT is_primary;
    DELETE FROM address_change WHERE subscriber = c.subscriber;
    RETURN 'refused';
  END IF;
  UPDATE subscriber SET last_contact_at = the_time() WHERE id = c.subscriber;
  IF c.what = 'first' THEN
    RETURN CASE WHEN address_make_first(c.subscriber, c.address_key) THEN 'first' ELSE '' END;
  END IF;
  INSERT INTO address (address_key, address, subscriber, is_primary) VALUES (c.address_key, c.address, c.subscriber, false) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    RETURN 'taken'; -- somebody's: two people's, or one's whom we know twice
  END IF;
  PERFORM address_letter('address-added', c.subscriber, NULL, NULL);
  RETURN 'added';
END
$$;
COMMENT ON FUNCTION site.address_decide(text) IS 'does what the token decides: added, taken (somebody has it already), first, refused; empty: the token is none, or has served';

DO $$
DECLARE
  f regprocedure;
BEGIN
  FOR f IN SELECT oid FROM pg_proc WHERE pronamespace = 'site'::regnamespace AND proname ~ '^(me_address|address_|letter_preview)' LOOP
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO colporteur_site, colporteur_engine', f);
  END LOOP;
END
$$;
