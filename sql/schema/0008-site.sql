-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the public site may read, and the one thing it may change. Views and functions run with
-- their owner's rights; none has an address column, and message.body has had addresses hidden
-- before it was stored.
--
-- A page that finds one thing by its key reads a view. The planner keeps a security_barrier view
-- whole: it lets no ORDER BY ... LIMIT and no @@ reach the indexes below, so that what lists or
-- searches is a function.

SET LOCAL search_path = site;

CREATE VIEW site.list WITH (security_barrier) AS
  SELECT l.id, l.name, l.kind, l.title, l.description, l.language,
         (SELECT sum(posts) FROM colporteur.list_thread lt WHERE lt.list = l.id)::bigint AS posts,
         (SELECT max(last_date) FROM colporteur.list_thread lt WHERE lt.list = l.id) AS last_date
  FROM colporteur.list l WHERE l.is_public;
COMMENT ON VIEW site.list IS 'public lists';

CREATE VIEW site.post WITH (security_barrier) AS
  SELECT p.list, l.name AS list_name, l.title AS list_title, p.message, t.root AS thread, p.date, p.accepted_at,
         m.message_id, m.short_hash, m.from_name, m.subject, m.body, m.html, m.refers_to, m.oddities
  FROM colporteur.post p
  JOIN colporteur.list l ON l.id = p.list AND l.is_public
  JOIN colporteur.thread t ON t.id = p.thread
  JOIN colporteur.message m ON m.id = p.message;
COMMENT ON VIEW site.post IS 'messages of public lists as anyone may see them';

CREATE VIEW site.edition WITH (security_barrier) AS
  SELECT e.id, e.list, l.name AS list_name, l.title AS list_title, e.number, e.title, e.preheader, e.language,
         e.editorial, e.sent_at, e.message_id
  FROM colporteur.edition e
  JOIN colporteur.list l ON l.id = e.list AND l.is_public
  WHERE e.sent_at IS NOT NULL;
COMMENT ON VIEW site.edition IS 'editions that have been sent';

CREATE VIEW site.edition_item WITH (security_barrier) AS
  SELECT ep.edition, ep.position, ep.section, c.id AS contribution, c.kind, c.title, c.body, c.author,
         c.knowledge, c.source, c.programme, c.language, t.names AS territories,
         i.labels_fr AS interests_fr, i.labels_en AS interests_en, i.labels_br AS interests_br
  FROM colporteur.edition_piece ep
  JOIN colporteur.edition e ON e.id = ep.edition AND e.sent_at IS NOT NULL
  JOIN colporteur.list l ON l.id = e.list AND l.is_public
  JOIN colporteur.contribution c ON c.id = ep.contribution,
  LATERAL (
    SELECT array_agg(t.name ORDER BY t.name_key) AS names
    FROM colporteur.contribution_territory ct JOIN colporteur.territory t ON t.id = ct.territory
    WHERE ct.contribution = c.id) t,
  LATERAL (
    SELECT array_agg(i.label_fr ORDER BY i.position, i.id) AS labels_fr,
           array_agg(i.label_en ORDER BY i.position, i.id) AS labels_en,
           array_agg(i.label_br ORDER BY i.position, i.id) AS labels_br
    FROM colporteur.contribution_interest ci JOIN colporteur.interest i ON i.id = ci.interest
    WHERE ci.contribution = c.id) i;
COMMENT ON VIEW site.edition_item IS 'contributions in editions that have been sent';
COMMENT ON COLUMN site.edition_item.territories IS 'names of what it is about; NULL means everywhere';

CREATE FUNCTION site.us(timestamptz) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  AS 'SELECT (extract(epoch FROM $1) * 1000000)::bigint';
COMMENT ON FUNCTION site.us(timestamptz) IS 'microseconds since the epoch';

CREATE FUNCTION site.threads(p_list text, p_last bigint, p_thread bigint, p_newer boolean, p_count int)
  RETURNS TABLE (thread bigint, posts int, last_date timestamptz, message_id text, subject text, from_name text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
#variable_conflict use_column
DECLARE
  the_list bigint := (SELECT id FROM list WHERE name = p_list AND is_public);
BEGIN
  IF p_newer THEN
    RETURN QUERY
      SELECT lt.thread, lt.posts, lt.last_date, m.message_id, m.subject, m.from_name
      FROM list_thread lt JOIN message m ON m.id = lt.first_message
      WHERE lt.list = the_list AND (lt.last_date, lt.thread) > (at_us(p_last), p_thread)
      ORDER BY lt.last_date, lt.thread LIMIT least(p_count, 500);
  ELSE
    RETURN QUERY
      SELECT lt.thread, lt.posts, lt.last_date, m.message_id, m.subject, m.from_name
      FROM list_thread lt JOIN message m ON m.id = lt.first_message
      WHERE lt.list = the_list AND (lt.last_date, lt.thread) < (at_us(p_last), p_thread)
      ORDER BY lt.last_date DESC, lt.thread DESC LIMIT least(p_count, 500);
  END IF;
END
$$;
COMMENT ON FUNCTION site.threads(text, bigint, bigint, boolean, int) IS
  'threads of a public list from a place in time on: towards older ones, newest first, or towards newer ones, oldest first';

CREATE FUNCTION site.search(p_query text, p_list text, p_skip int, p_count int)
  RETURNS TABLE (list_name text, list_title text, message_id text, subject text, from_name text,
                 date timestamptz, snippet text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
#variable_conflict use_column
-- The best of the newest 500: a word that half of the archive has costs no more than a rare one to
-- rank. Marks are control characters, which C turns into HTML after it has escaped the text.
DECLARE
  q tsquery := search_query(left(p_query, 400));
BEGIN
  IF numnode(q) = 0 THEN
    RETURN;
  END IF;
  RETURN QUERY
    WITH found AS MATERIALIZED (
      SELECT m.id, m.date, l.name, l.title
      FROM message m
      JOIN LATERAL (
        SELECT l.name, l.title FROM post p JOIN list l ON l.id = p.list
        WHERE p.message = m.id AND l.is_public AND (p_list IS NULL OR l.name = p_list)
        ORDER BY l.id LIMIT 1) l ON true
      WHERE m.search @@ q
      ORDER BY m.date DESC, m.id DESC LIMIT 500
    ), best AS MATERIALIZED (
      SELECT f.*, ts_rank(m.search, q) AS rank FROM found f JOIN message m ON m.id = f.id
      ORDER BY rank DESC, f.date DESC, f.id DESC OFFSET p_skip LIMIT least(p_count, 100)
    )
    SELECT b.name, b.title, m.message_id, m.subject, m.from_name, b.date,
           ts_headline('colporteur.french', regexp_replace(translate(left(m.body, 20000), E'\x01\x02', ''), '^[ >]+', '', 'gn'), q,
                       E'StartSel="\x01", StopSel="\x02", MinWords=15, MaxWords=35, ShortWord=2, MaxFragments=2, FragmentDelimiter=" … "')
    FROM best b JOIN message m ON m.id = b.id
    ORDER BY b.rank DESC, b.date DESC, b.id DESC;
END
$$;
COMMENT ON FUNCTION site.search(text, text, int, int) IS
  'messages of public lists (of one, where p_list is not NULL) that have what a reader typed, best first';

-- --- leaving in one click ---

CREATE FUNCTION colporteur.hmac_sha256(key bytea, data bytea) RETURNS bytea
  LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
  inner_pad bytea := decode(repeat('36', 64), 'hex');
  outer_pad bytea := decode(repeat('5c', 64), 'hex');
BEGIN
  IF octet_length(key) > 64 THEN
    key := sha256(key);
  END IF;
  FOR i IN 0 .. octet_length(key) - 1 LOOP
    inner_pad := set_byte(inner_pad, i, get_byte(inner_pad, i) # get_byte(key, i));
    outer_pad := set_byte(outer_pad, i, get_byte(outer_pad, i) # get_byte(key, i));
  END LOOP;
  RETURN sha256(outer_pad || sha256(inner_pad || data));
END
$$;
COMMENT ON FUNCTION colporteur.hmac_sha256(bytea, bytea) IS 'RFC 2104 over SHA-256';

CREATE FUNCTION colporteur.token_read(p_purpose text, p_token text) RETURNS bigint[]
  LANGUAGE plpgsql STABLE SET search_path = colporteur, pg_temp AS $$
-- Reads exactly what src/base/token.c writes. The site itself gets no key: it hands the token in.
DECLARE
  mac_size int := CASE WHEN p_purpose IN ('unsubscribe', 'person') THEN 16 ELSE 12 END;
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
COMMENT ON FUNCTION colporteur.token_read(text, text) IS
  'the numbers in a token made for that purpose; NULL whatever is wrong with it';

CREATE FUNCTION site.unsubscribe_ask(p_token text) RETURNS text
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
  SELECT l.title FROM token_read('unsubscribe', p_token) AS t(numbers)
  JOIN subscription u ON u.list = t.numbers[1] AND u.subscriber = t.numbers[2]
  JOIN list l ON l.id = u.list
  WHERE cardinality(t.numbers) = 2
$$;
COMMENT ON FUNCTION site.unsubscribe_ask(text) IS 'title of the list that a token lets leave; NULL for any other token';

CREATE FUNCTION site.unsubscribe(p_token text) RETURNS text
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
DECLARE
  numbers bigint[] := token_read('unsubscribe', p_token);
BEGIN
  IF numbers IS NULL OR cardinality(numbers) <> 2 THEN
    RETURN NULL;
  END IF;
  UPDATE subscription SET state = 'unsubscribed', changed_at = the_time()
    WHERE list = numbers[1] AND subscriber = numbers[2] AND state <> 'unsubscribed';
  IF FOUND THEN
    INSERT INTO consent_event (subscriber, list, what, how) VALUES (numbers[2], numbers[1], 'unsubscribe', 'web');
    UPDATE subscriber SET last_contact_at = the_time() WHERE id = numbers[2];
  END IF;
  RETURN (SELECT l.title FROM subscription u JOIN list l ON l.id = u.list
    WHERE u.list = numbers[1] AND u.subscriber = numbers[2]);
END
$$;
COMMENT ON FUNCTION site.unsubscribe(text) IS
  'leave the list that a token names, once or again; its title, or NULL for any other token';

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA site FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION colporteur.hmac_sha256(bytea, bytea), colporteur.token_read(text, text) FROM PUBLIC;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA site TO colporteur_site, colporteur_engine;
GRANT SELECT ON ALL TABLES IN SCHEMA site TO colporteur_site, colporteur_engine;
