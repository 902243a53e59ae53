-- SPDX-License-Identifier: GPL-3.0-or-later
-- The discussions that stand on the page of a territory or of a theme.

SET LOCAL search_path = colporteur, public;

CREATE FUNCTION site.threads_about(p_territory text, p_interest text, p_count int)
  RETURNS TABLE (list_name text, list_title text, posts int, last_date timestamptz, link text, subject text, from_name text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
#variable_conflict use_column
BEGIN RETURN QUERY
  SELECT l.name, l.title, t.posts, t.last_date, m.link, m.subject, m.from_name
  FROM unnest(lists_searched(true, NULL, p_territory, p_interest)) s(list)
  JOIN list l ON l.id = s.list AND l.kind = 'discussion'
  CROSS JOIN LATERAL (
    SELECT lt.* FROM list_thread lt WHERE lt.list = l.id ORDER BY lt.last_date DESC, lt.thread DESC LIMIT least(p_count, 100)) t
  JOIN message m ON m.id = t.first_message
  ORDER BY t.last_date DESC, t.thread DESC LIMIT least(p_count, 100);
END
$$;
COMMENT ON FUNCTION site.threads_about(text, text, int) IS
  'threads of public lists about a territory or inside it, or about a theme or below it (either NULL); those that moved last first';
REVOKE EXECUTE ON FUNCTION site.threads_about(text, text, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION site.threads_about(text, text, int) TO colporteur_site, colporteur_engine;
