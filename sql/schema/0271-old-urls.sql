-- SPDX-License-Identifier: GPL-3.0-or-later
-- A folder of an old archive is found without its last slash too, as the server of then led there.

CREATE OR REPLACE FUNCTION site.elsewhere(p_path text, p_list text, p_link text, p_hash text)
  RETURNS TABLE (what text, list_name text, link text, at timestamptz)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
    SELECT 'moved', l.name, m.link, p.accepted_at FROM list l JOIN message m ON m.message_id = p_link JOIN post p ON p.list = l.id AND p.message = m.id
    WHERE l.name = p_list AND l.is_public AND m.link <> p_link ORDER BY p.accepted_at, m.id LIMIT 1;
  IF FOUND THEN RETURN; END IF;
  RETURN QUERY
    SELECT 'gone', l.name, m.link, w.at FROM list l JOIN withdrawn_post w ON w.list = l.id JOIN message m ON m.id = w.message
    WHERE l.is_public AND ((l.name = p_list AND (m.link = p_link OR m.message_id = p_link)) OR m.short_hash = p_hash)
    ORDER BY m.link = p_link DESC, w.at LIMIT 1;
  IF FOUND THEN RETURN; END IF;
  RETURN QUERY
    SELECT 'renamed', l.name, ''::text, f.at FROM list_former_name f JOIN list l ON l.id = f.list AND l.is_public WHERE f.name = p_list;
  IF FOUND THEN RETURN; END IF;
  -- What was taken out since leads to the page that says so.
  RETURN QUERY
    SELECT 'old', l.name, coalesce(
        (SELECT m.link FROM message m WHERE m.message_id = o.message_id
           AND (EXISTS (SELECT FROM post p WHERE p.message = m.id AND p.list = l.id)
             OR EXISTS (SELECT FROM withdrawn_post w WHERE w.message = m.id AND w.list = l.id)) ORDER BY m.id LIMIT 1), ''), NULL::timestamptz
    FROM old_url o JOIN list l ON l.id = o.list AND l.is_public WHERE o.path IN (p_path, p_path || '/') ORDER BY o.path LIMIT 1;
END
$$;
COMMENT ON FUNCTION site.elsewhere(text, text, text, text) IS
  'asked where no page is: moved (the Message-ID has this link), gone (taken out), renamed (the list has this name now), old (an address of the archive that was imported; an empty link is the list)';
