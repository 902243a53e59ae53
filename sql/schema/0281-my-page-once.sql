-- SPDX-License-Identifier: GPL-3.0-or-later
-- All that a page of one's own shows comes with one look at its token, where each of ten parts of it
-- looked at the token again.

SET LOCAL search_path = colporteur, public;

-- As before; asking a function of its own who a number is now took longer than all the rest.
CREATE OR REPLACE FUNCTION page_person(p_token text) RETURNS bigint LANGUAGE plpgsql STABLE SET search_path = colporteur, pg_temp AS $$
DECLARE
  numbers bigint[] := token_read('person', p_token);
BEGIN
  IF numbers IS NULL OR cardinality(numbers) <> 1 THEN
    RETURN NULL;
  END IF;
  RETURN (SELECT id FROM subscriber WHERE id = coalesce((SELECT kept FROM subscriber_merged WHERE gone = numbers[1]), numbers[1]));
END
$$;

CREATE FUNCTION site.me_opens(p_token text) RETURNS boolean
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  RETURN page_person(p_token) IS NOT NULL;
END
$$;
COMMENT ON FUNCTION site.me_opens(text) IS 'whether a token opens somebody''s page';

CREATE FUNCTION site.me_page(p_token text, p_language text)
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
           l.kind = 'newsletter' AS is_newsletter, NOT l.is_public AND l.deleted_at IS NULL AS is_private
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
    CONTINUE WHEN u.is_newsletter; -- which has sections instead
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
COMMENT ON FUNCTION site.me_page(text, text) IS
  'all that the page shows which a token opens, row by row: which part of the page each is says what its columns are; nothing for any other token';

REVOKE EXECUTE ON FUNCTION site.me_opens(text), site.me_page(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION site.me_opens(text), site.me_page(text, text) TO colporteur_site, colporteur_engine;
DROP FUNCTION site.me(text), site.me_lists(text), site.me_topics(text), site.me_private(text), site.me_addresses(text), site.me_places(text),
  site.me_interests(text), site.me_zone(text), site.me_initials(text);
