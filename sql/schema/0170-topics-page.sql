-- SPDX-License-Identifier: GPL-3.0-or-later
-- People choose the topics of their lists on their page.

SET LOCAL search_path = colporteur, public;

CREATE FUNCTION site.me_topics(p_token text) RETURNS TABLE (list text, slug text, is_top boolean, label_fr text, label_en text, label_br text, is_chosen boolean)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT l.name, i.slug, NOT coalesce(i.parent = ANY (t.topics), false), i.label_fr, i.label_en, i.label_br, s.interest IS NOT NULL
    FROM subscription u JOIN list l ON l.id = u.list
    CROSS JOIN LATERAL (SELECT ARRAY(SELECT list_topics(l.id)) AS topics) t
    JOIN interest i ON i.id = ANY (t.topics) LEFT JOIN interest p ON p.id = i.parent
    LEFT JOIN subscription_topic s ON s.list = u.list AND s.subscriber = u.subscriber AND s.interest = i.id
    WHERE u.subscriber = page_person(p_token) AND u.state = 'confirmed' AND l.kind <> 'newsletter'
    ORDER BY l.title, l.name, coalesce(p.position, i.position), coalesce(p.id, i.id), i.parent IS NOT NULL, i.position, i.slug;
END
$$;
COMMENT ON FUNCTION site.me_topics(text) IS 'what posts of their lists can be about, each behind what it is below, and what they take; newsletters have sections instead';

CREATE FUNCTION site.me_set_topics(p_token text, p_list text, p_slugs text[]) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
DECLARE
  who bigint := page_person(p_token);
  the_list bigint := (SELECT id FROM list WHERE name = p_list);
BEGIN
  IF who IS NULL OR the_list IS NULL OR NOT subscription_topics_set(the_list, who, ARRAY(SELECT id FROM interest WHERE slug = ANY (p_slugs))) THEN
    RETURN false;
  END IF;
  UPDATE subscriber SET last_contact_at = the_time() WHERE id = who;
  RETURN true;
END
$$;
COMMENT ON FUNCTION site.me_set_topics(text, text, text[]) IS 'what they take of a list they are on from now on; nothing, or nothing that is a topic of it: everything';

REVOKE EXECUTE ON FUNCTION site.me_topics(text), site.me_set_topics(text, text, text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION site.me_topics(text), site.me_set_topics(text, text, text[]) TO colporteur_site, colporteur_engine;
