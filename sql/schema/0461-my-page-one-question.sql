-- SPDX-License-Identifier: GPL-3.0-or-later
-- A page of one's own and what the next letters would hold for its choices come with one question, and
-- of what waits only what is near is looked at closely.

SET LOCAL search_path = colporteur, public;

CREATE FUNCTION letters_for(p_who bigint, p_places int[], p_interests int[], p_most int)
  RETURNS TABLE (list text, list_title text, reach text, contribution bigint, kind text, title text, language text)
  LANGUAGE plpgsql STABLE SET search_path = colporteur, pg_temp SET plan_cache_mode = force_generic_plan SET jit = off AS $$
#variable_conflict use_column
-- The rules of news-edition-match, news-edition-near-fill and news-letter-choose for one reader: the
-- sections of the list's last letter, or those that an edition has which names none. Of what waits,
-- the latest five hundred.
DECLARE
  mine int[]; -- the reader's places,
  small int[]; -- those that are communes or EPCI,
  wide int[]; -- and those with something inside
  small_wide int[];
  above int[]; -- what they lie in
  small_above int[];
  epcis int[];
  small_epcis int[];
  departements int[];
  themes int[];
  is_simple boolean; -- communes alone
  l record;
  s record;
  c record;
  last bigint;
  since timestamptz;
  way int; -- for everybody 0, by interest 1, by place 2
  farthest int; -- of those by place
  near int[]; -- what is near lies around one of these, or is what a place lies in
  fitting bigint[]; -- of a section that asks for programmes or themes; NULL: it does not
  taken bigint[];
BEGIN
  -- Most have communes alone.
  SELECT coalesce(array_agg(y.ancestor::int) FILTER (WHERE y.ancestor = t.id), '{}'),
         coalesce(array_agg(y.ancestor::int) FILTER (WHERE y.ancestor <> t.id), '{}'),
         coalesce(array_agg(y.ancestor::int) FILTER (WHERE a.kind = 'epci'), '{}'),
         coalesce(array_agg(y.ancestor::int) FILTER (WHERE a.kind = 'departement'), '{}'),
         coalesce(bool_and(t.kind = 'commune'), true),
         ARRAY(SELECT descendant FROM interest_closure WHERE ancestor = ANY (p_interests)
               UNION SELECT ancestor FROM interest_closure WHERE descendant = ANY (p_interests))
    INTO mine, above, epcis, departements, is_simple, themes
    FROM territory t JOIN territory_closure y ON y.descendant = t.id JOIN territory a ON a.id = y.ancestor
    WHERE t.id = ANY (p_places[:50]);
  small := mine;
  small_above := above;
  small_epcis := epcis;
  wide := '{}';
  small_wide := '{}';
  IF NOT is_simple THEN
    SELECT coalesce(array_agg(x.id) FILTER (WHERE x.is_small), '{}'),
           coalesce(array_agg(x.id) FILTER (WHERE x.is_wide), '{}'),
           coalesce(array_agg(x.id) FILTER (WHERE x.is_wide AND x.is_small), '{}')
      INTO small, wide, small_wide
      FROM (SELECT t.id::int, t.kind IN ('commune', 'epci') AS is_small,
                   EXISTS (SELECT FROM territory_closure o WHERE o.ancestor = t.id AND o.descendant <> t.id) AS is_wide
            FROM territory t WHERE t.id = ANY (mine)) x;
    SELECT coalesce(array_agg(y.ancestor::int) FILTER (WHERE y.ancestor <> y.descendant), '{}'),
           coalesce(array_agg(y.ancestor::int) FILTER (WHERE a.kind = 'epci'), '{}')
      INTO small_above, small_epcis
      FROM territory_closure y JOIN territory a ON a.id = y.ancestor WHERE y.descendant = ANY (small);
  END IF;
  FOR l IN SELECT li.id, li.name, li.title FROM subscription u JOIN list li ON li.id = u.list
           WHERE u.subscriber = p_who AND u.state = 'confirmed' AND li.kind = 'newsletter' AND li.closed_at IS NULL
           ORDER BY li.title, li.name LIMIT 10 LOOP
    list := l.name;
    list_title := l.title;
    SELECT (SELECT e.id FROM edition e WHERE e.list = l.id AND e.sent_at IS NOT NULL ORDER BY e.number DESC LIMIT 1),
           coalesce((SELECT w.at FROM letter_waiting w WHERE w.list = l.id ORDER BY w.at DESC OFFSET 499 LIMIT 1), '-infinity')
      INTO last, since;
    taken := '{}';
    FOR s IN
      SELECT x.* FROM (
        SELECT es.number, es.reach, es.local, es.kinds, es.interests, es.programmes, es.sort, es.most FROM edition_section es WHERE es.edition = last
        UNION ALL
        SELECT d.number, d.reach, false, '{}'::text[], '{}'::bigint[], '{}'::text[], d.sort, 0
        FROM (VALUES (0, 'everybody', 'kind'), (1, 'near', 'nearest'), (2, 'interests', 'kind')) d(number, reach, sort)
        WHERE NOT EXISTS (SELECT FROM edition_section es WHERE es.edition = last)) x
      ORDER BY x.number
    LOOP
      fitting := NULL;
      IF s.programmes <> '{}' OR s.interests <> '{}' THEN
        fitting := ARRAY(
          SELECT o.id FROM letter_waiting w JOIN contribution o ON o.id = w.contribution WHERE w.list = l.id
            AND (s.programmes = '{}' OR EXISTS (SELECT FROM unnest(s.programmes) p WHERE plain(p) = plain(o.programme)))
            AND (s.interests = '{}' OR EXISTS (SELECT FROM contribution_interest ci JOIN interest_closure ic ON ic.descendant = ci.interest
                                               WHERE ci.contribution = o.id AND ic.ancestor = ANY (s.interests))));
      END IF;
      way := CASE s.reach WHEN 'everybody' THEN 0 WHEN 'interests' THEN 1 ELSE 2 END;
      reach := CASE WHEN way = 2 THEN 'near' ELSE s.reach END;
      farthest := CASE WHEN way < 2 THEN NULL WHEN s.reach = 'commune' THEN 0 WHEN s.reach = 'epci' THEN 1 WHEN s.reach = 'near' THEN 2 ELSE 3 END;
      near := mine || epcis || CASE WHEN farthest = 3 THEN departements ELSE '{}' END;
      FOR c IN
        SELECT w.contribution, w.kind, w.title, w.language FROM (
          SELECT w.contribution, w.kind, w.title, w.language, w.decided, CASE
              WHEN NOT w.is_local OR way < 2 AND s.sort <> 'nearest' THEN NULL
              WHEN w.communes && mine THEN 0
              WHEN w.small_around && small OR w.small_places && small_above OR w.commune_around && small_epcis
                OR small_wide <> '{}' AND territories_touch(w.small_places, small_wide) THEN 1
              -- Part of both is one thing, where neither is inside the other.
              WHEN w.around && mine OR w.places && above OR w.commune_around && epcis
                OR wide <> '{}' AND territories_touch(w.places, wide) THEN 2
              WHEN w.around && departements THEN 3 END AS distance
          FROM letter_waiting w
          WHERE w.list = l.id AND w.at >= since
            AND CASE way WHEN 0 THEN s.local OR NOT w.is_local WHEN 1 THEN w.interests && themes
                  ELSE w.is_local AND (wide <> '{}' OR w.around && near OR w.places && above) END
            AND w.contribution <> ALL (taken) AND (s.kinds = '{}' OR w.kind = ANY (s.kinds)) AND (fitting IS NULL OR w.contribution = ANY (fitting))
          OFFSET 0) w
        WHERE way < 2 OR w.distance <= farthest
        ORDER BY CASE s.sort WHEN 'nearest' THEN w.distance END,
                 CASE s.sort WHEN 'newest' THEN -w.decided WHEN 'oldest' THEN w.decided END,
                 CASE s.sort WHEN 'title' THEN w.title END, w.kind, w.contribution
        LIMIT least(nullif(s.most, 0), p_most - cardinality(taken))
      LOOP
        taken := taken || c.contribution;
        contribution := c.contribution;
        kind := c.kind;
        title := c.title;
        language := c.language;
        RETURN NEXT;
      END LOOP;
      EXIT WHEN cardinality(taken) >= p_most;
    END LOOP;
    IF taken = '{}' THEN
      RETURN QUERY SELECT l.name, l.title, ''::text, 0::bigint, ''::text, ''::text, ''::text;
    END IF;
  END LOOP;
END
$$;
COMMENT ON FUNCTION letters_for(bigint, int[], int[], int) IS
  'what the next letters of those on their newsletters would hold for these places and themes; a letter with nothing has a row without a contribution';

DROP FUNCTION site.letter_preview(text, text[], text[], int);
DROP FUNCTION site.me_page(text, text);
CREATE FUNCTION site.me_page(p_token text, p_language text, p_most int, p_places text[], p_interests text[])
  RETURNS TABLE (part text, name text, label text, state text, is_so boolean, is_top boolean, due bigint)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
-- part      name       label      state          is_so             is_top             due
-- person    language                             shown by initials
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
-- letter    list       title                                                                      for what they chose, or for p_places and p_interests where these are not NULL
-- item      language   title      reach             a finding                             which  behind its letter
DECLARE
  numbers bigint[] := token_read('person', p_token);
  who bigint;
  s subscriber;
  u record;
  c record;
  last text;
BEGIN
  IF numbers IS NULL OR cardinality(numbers) <> 1 THEN
    RETURN;
  END IF;
  -- As page_person() finds them.
  SELECT * INTO s FROM subscriber WHERE id = coalesce((SELECT kept FROM subscriber_merged WHERE gone = numbers[1]), numbers[1]);
  IF s.id IS NULL THEN
    RETURN;
  END IF;
  who := s.id;
  state := '';
  is_so := false;
  is_top := false;
  due := 0;
  part := 'person'; name := s.language; label := ''; is_so := s.by_initials;
  RETURN NEXT;
  is_so := false;
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
    (SELECT 'place', t.code, t.name, '', false, false, 0::bigint FROM territory t WHERE t.id = ANY (s.territories) ORDER BY t.name_key, t.code)
    UNION ALL
    (SELECT 'interest', i.slug, CASE p_language WHEN 'en' THEN i.label_en WHEN 'br' THEN i.label_br ELSE i.label_fr END, '',
            i.id = ANY (s.interests), i.parent IS NULL, 0::bigint
     FROM interest i LEFT JOIN interest p ON p.id = i.parent
     ORDER BY coalesce(p.position, i.position), coalesce(p.slug, i.slug), i.parent IS NOT NULL, i.position, i.slug);
  IF p_most > 0 THEN
    IF p_places IS NOT NULL THEN
      SELECT ARRAY(SELECT t.id::int FROM territory t WHERE t.code = ANY (p_places)), ARRAY(SELECT i.id::int FROM interest i WHERE i.slug = ANY (p_interests))
        INTO s.territories, s.interests;
    END IF;
    FOR c IN SELECT * FROM letters_for(who, s.territories, s.interests, p_most) LOOP
      IF c.list IS DISTINCT FROM last THEN
        last := c.list;
        part := 'letter'; name := c.list; label := c.list_title; state := ''; is_so := false; due := 0;
        RETURN NEXT;
      END IF;
      IF c.contribution <> 0 THEN
        part := 'item'; name := c.language; label := c.title; state := c.reach; is_so := c.kind = 'finding'; due := c.contribution;
        RETURN NEXT;
      END IF;
    END LOOP;
  END IF;
END
$$;
COMMENT ON FUNCTION site.me_page(text, text, int, text[], text[]) IS 'what somebody''s page shows, and what the next letters would hold, p_most of each, for these places and interests or, where they are NULL, for theirs';
REVOKE EXECUTE ON FUNCTION letters_for(bigint, int[], int[], int), site.me_page(text, text, int, text[], text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION site.me_page(text, text, int, text[], text[]) TO colporteur_site, colporteur_engine;

CREATE FUNCTION site.places_typed(p_word text, p_count int) RETURNS TABLE (code text, name text, kind text, departement text) LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN QUERY SELECT p.code, p.name, p.kind, p.departement FROM site.places(p_word, false, p_count) p;
  IF NOT FOUND THEN
    RETURN QUERY SELECT p.code, p.name, p.kind, p.departement FROM site.places(p_word, true, p_count) p;
  END IF;
END
$$;
COMMENT ON FUNCTION site.places_typed(text, int) IS 'territories that a name or a postal code means or, where there are none, those whose names begin so';
REVOKE EXECUTE ON FUNCTION site.places_typed(text, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION site.places_typed(text, int) TO colporteur_site, colporteur_engine;
