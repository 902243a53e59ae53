-- SPDX-License-Identifier: GPL-3.0-or-later
-- A page of one's own asks less: a token is taken apart without a query, and lists without topics are
-- not asked for them.

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
  letter text;
  digit int;
  the_key bytea;
  mac bytea;
  difference int := 0;
  numbers bigint[] := '{}';
  number bigint := 0;
  shift int := 0;
BEGIN
  IF p_purpose IS NULL OR p_token IS NULL THEN
    RETURN NULL;
  ELSIF octet_length(p_token) NOT BETWEEN 1 AND 80 THEN
    difference := 1;
    p_token := repeat('a', 29); -- as long as most
  END IF;
  FOREACH letter IN ARRAY string_to_array(translate(p_token, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz'), NULL) LOOP
    digit := strpos('abcdefghijklmnopqrstuvwxyz234567', letter) - 1;
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

CREATE OR REPLACE FUNCTION site.me_page(p_token text, p_language text)
  RETURNS TABLE (part text, name text, label text, state text, is_so boolean, is_top boolean, due bigint)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
-- part      name       label      state          is_so             is_top             due
-- person    language   masked                    shown by initials
-- break     first day  last day
-- zone      time zone
-- list      name       title      how it comes   a newsletter
-- digest    mime/plain own size   the list's size                                                  behind its list; own size '' for the list's
-- pause     first day  last day                                                                   behind its list, while it is not over
-- topic     slug       label                     taken             below none of them               behind its list
-- archive   name       title                                                                      a private list
-- address   handle     masked     what it waits for  mail goes there                     until when
-- place     code       name
-- interest  slug       label                     followed          part of none                     each before its parts
DECLARE
  who bigint := page_person(p_token);
  s subscriber;
  u record;
BEGIN
  SELECT * INTO s FROM subscriber WHERE id = who;
  IF s.id IS NULL THEN
    RETURN;
  END IF;
  state := '';
  is_so := false;
  is_top := false;
  due := 0;
  RETURN QUERY
    SELECT 'person', s.language, coalesce((SELECT masked(a.address) FROM address a WHERE a.subscriber = who AND a.is_primary), ''), '', s.by_initials, false, 0::bigint;
  IF s.break_from IS NOT NULL THEN
    part := 'break'; name := s.break_from; label := s.break_until;
    RETURN NEXT;
  END IF;
  part := 'zone'; name := coalesce(s.time_zone, ''); label := '';
  RETURN NEXT;
  FOR u IN
    SELECT l.id, l.name, l.title, CASE x.delivery WHEN 'digest' THEN x.digest_every ELSE x.delivery END AS delivery,
           x.digest_form, x.digest_posts, l.digest_posts AS list_posts, x.pause_from, x.pause_until,
           l.kind = 'newsletter' AS is_newsletter, NOT l.is_public AND l.deleted_at IS NULL AS is_private,
           l.kind <> 'newsletter' AND EXISTS (SELECT FROM list_interest li WHERE li.list = l.id) AS has_topics
    FROM subscription x JOIN list l ON l.id = x.list WHERE x.subscriber = who AND x.state = 'confirmed' ORDER BY l.title, l.name
  LOOP
    part := 'list'; name := u.name; label := u.title; state := u.delivery; is_so := u.is_newsletter;
    RETURN NEXT;
    part := 'digest'; name := u.digest_form; label := coalesce(u.digest_posts::text, ''); state := u.list_posts;
    is_so := false;
    RETURN NEXT;
    state := '';
    IF u.pause_until >= the_time()::date THEN
      part := 'pause'; name := u.pause_from; label := u.pause_until;
      RETURN NEXT;
    END IF;
    IF u.is_private THEN
      part := 'archive'; name := u.name; label := u.title;
      RETURN NEXT;
    END IF;
    CONTINUE WHEN NOT u.has_topics; -- a newsletter has sections instead
    RETURN QUERY
      WITH t AS MATERIALIZED (
        SELECT DISTINCT c.descendant AS id FROM list_interest li JOIN interest_closure c ON c.ancestor = li.interest WHERE li.list = u.id)
      SELECT 'topic', i.slug, CASE p_language WHEN 'en' THEN i.label_en WHEN 'br' THEN i.label_br ELSE i.label_fr END, '',
             EXISTS (SELECT FROM subscription_topic x WHERE x.list = u.id AND x.subscriber = who AND x.interest = i.id),
             NOT EXISTS (SELECT FROM t above WHERE above.id = i.parent), 0::bigint
      FROM t JOIN interest i ON i.id = t.id LEFT JOIN interest p ON p.id = i.parent
      ORDER BY coalesce(p.position, i.position), coalesce(p.id, i.id), i.parent IS NOT NULL, i.position, i.slug;
  END LOOP;
  RETURN QUERY
    SELECT 'address', address_handle(x.address_key), masked(x.address), x.waits, x.is_primary, false, x.due
    FROM (SELECT a.address_key, a.address, a.is_primary, coalesce(c.what, '') AS waits, coalesce(us(c.due_at), 0) AS due
          FROM address a LEFT JOIN address_change c ON c.subscriber = a.subscriber AND c.address_key = a.address_key AND c.what = 'first'
          WHERE a.subscriber = who
          UNION ALL
          SELECT c.address_key, c.address, false, 'add', us(c.due_at) FROM address_change c WHERE c.subscriber = who AND c.what = 'add') x
    ORDER BY x.is_primary DESC, x.waits = 'add', x.address_key;
  RETURN QUERY
    SELECT 'place', t.code, t.name, '', false, false, 0::bigint FROM territory t WHERE t.id = ANY (s.territories) ORDER BY t.name_key, t.code;
  RETURN QUERY
    SELECT 'interest', i.slug, CASE p_language WHEN 'en' THEN i.label_en WHEN 'br' THEN i.label_br ELSE i.label_fr END, '',
           i.id = ANY (s.interests), i.parent IS NULL, 0::bigint
    FROM interest i LEFT JOIN interest p ON p.id = i.parent
    ORDER BY coalesce(p.position, i.position), coalesce(p.slug, i.slug), i.parent IS NOT NULL, i.position, i.slug;
END
$$;
