-- SPDX-License-Identifier: GPL-3.0-or-later
-- Which lists are above and below one is said on its page and to programs.

SET LOCAL search_path = colporteur, public;

CREATE FUNCTION site.list_tree(p_list text) RETURNS TABLE (name text, title text, is_above boolean)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = reading, colporteur, pg_temp SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
-- reading.list says who may see a list; what is above it, the table alone knows.
BEGIN
  RETURN QUERY
    SELECT o.name, o.title, x.is_above
    FROM colporteur.list t JOIN list seen ON seen.id = t.id AND seen.is_public
    CROSS JOIN LATERAL (
      SELECT t.parent AS id, true AS is_above WHERE t.parent IS NOT NULL
      UNION ALL SELECT b.id, false FROM colporteur.list b WHERE b.parent = t.id
    ) x
    JOIN list o ON o.id = x.id AND o.is_public
    WHERE t.name = p_list ORDER BY o.title, o.name;
END
$$;
COMMENT ON FUNCTION site.list_tree(text) IS 'the lists above and below one, of those that whoever reads may see';
GRANT EXECUTE ON FUNCTION site.list_tree(text) TO colporteur_site, colporteur_engine;

CREATE OR REPLACE FUNCTION site.api_subscriptions(p_token text, p_most int, p_list text, p_after bigint, p_count int, OUT status int, OUT body text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
DECLARE
  the_list bigint := (SELECT id FROM list WHERE name = p_list AND deleted_at IS NULL);
BEGIN
  status := api_enter(p_token, 'subscriptions:read', p_most);
  IF status <> 200 THEN
    RETURN;
  ELSIF p_list IS NULL THEN
    body := api_page((SELECT jsonb_agg(jsonb_build_object('id', l.id, 'name', l.name, 'address', l.name || '@' || l.domain, 'kind', l.kind,
      'title', l.title, 'language', l.language, 'is_public', l.is_public, 'is_closed', l.closed_at IS NOT NULL,
      'parent', (SELECT a.name FROM list a WHERE a.id = l.parent),
      'sub_lists', (SELECT coalesce(jsonb_agg(b.name ORDER BY b.name), '[]') FROM list b WHERE b.parent = l.id AND b.deleted_at IS NULL),
      'posts_up', l.posts_up) ORDER BY l.id)
      FROM (SELECT * FROM list WHERE id > p_after AND deleted_at IS NULL ORDER BY id LIMIT p_count) l), p_count);
  ELSIF the_list IS NULL THEN
    status := 404;
  ELSE
    body := api_page((SELECT jsonb_agg(api_subscription(u, p_list) ORDER BY u.subscriber)
      FROM (SELECT * FROM subscription WHERE list = the_list AND subscriber > p_after ORDER BY subscriber LIMIT p_count) x
      JOIN subscription u ON u.list = x.list AND u.subscriber = x.subscriber), p_count);
  END IF;
END
$$;
