-- SPDX-License-Identifier: GPL-3.0-or-later
-- Attachments by the piece: a large one is sent without anybody holding it whole.

SET LOCAL search_path = colporteur, public;

DROP FUNCTION site.post_file(text, text, text);
CREATE FUNCTION site.post_file(p_list text, p_link text, p_number text, p_from int, p_count int)
  RETURNS TABLE (type text, charset text, name text, encoding text, size bigint, length bigint, version text, changed timestamptz, data bytea)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = reading, colporteur, pg_temp AS $$
#variable_conflict use_column
BEGIN RETURN QUERY
  SELECT f.part->>'type', coalesce(f.part->>'charset', ''), coalesce(f.part->>'name', ''), f.part->>'encoding',
         (f.part->>'size')::bigint, (f.part->>'length')::bigint,
         left(encode(m.content_hash, 'hex'), 16) || '-' || p_number || '-' || (extract(epoch FROM m.changed_at) * 1000000)::bigint,
         greatest(p.accepted_at, m.changed_at),
         substr(m.raw, (f.part->>'from')::int + 1 + p_from, greatest(least((f.part->>'length')::int - p_from, p_count), 0))
  FROM list l
  JOIN post p ON p.list = l.id AND p.message = post_find(l.id, p_link)
  JOIN message m ON m.id = p.message,
  LATERAL jsonb_array_elements(m.parts) f(part)
  WHERE l.name = p_list AND l.is_public AND f.part->>'number' = p_number AND f.part ? 'from' LIMIT 1;
END
$$;
COMMENT ON FUNCTION site.post_file(text, text, text, int, int) IS
  'at most so many bytes from there on, as they are encoded in it, of an attachment of a public list''s message; its size decoded, its length there';
REVOKE EXECUTE ON FUNCTION site.post_file(text, text, text, int, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION site.post_file(text, text, text, int, int) TO colporteur_site, colporteur_engine;
