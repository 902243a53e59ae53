-- SPDX-License-Identifier: GPL-3.0-or-later
-- Attachments: what a page lists of a message, and the bytes of one. message.parts says of each file
-- where its bytes lie in raw; so a part is a piece of one column, and the site never sees the rest of
-- a mail, where addresses are.

SET LOCAL search_path = colporteur, public;

COMMENT ON COLUMN message.parts IS 'what it is made of: [{"number", "type", "charset", "name", "disposition", "cid", "size", "attached"}], in order; of a file also {"from", "length", "encoding"}: its bytes in raw, as they are encoded there';

CREATE FUNCTION site.post_files(p_list text, p_messages bigint[])
  RETURNS TABLE (message bigint, number text, type text, name text, size bigint)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
#variable_conflict use_column
BEGIN RETURN QUERY
  SELECT m.id, f.part->>'number', f.part->>'type', coalesce(f.part->>'name', ''), (f.part->>'size')::bigint
  FROM post p
  JOIN list l ON l.id = p.list AND l.is_public
  JOIN message m ON m.id = p.message,
  LATERAL jsonb_array_elements(m.parts) WITH ORDINALITY f(part, place)
  WHERE l.name = p_list AND p.message = ANY (p_messages) AND f.part ? 'from'
  ORDER BY m.id, f.place;
END
$$;
COMMENT ON FUNCTION site.post_files(text, bigint[]) IS 'the attachments of messages of a public list, in their order';

CREATE FUNCTION site.post_oddities(p_list text, p_messages bigint[])
  RETURNS TABLE (message bigint, oddities text[])
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
#variable_conflict use_column
BEGIN RETURN QUERY
  SELECT m.id, m.oddities FROM post p
  JOIN list l ON l.id = p.list AND l.is_public
  JOIN message m ON m.id = p.message
  WHERE l.name = p_list AND p.message = ANY (p_messages) AND m.oddities <> '{}';
END
$$;
COMMENT ON FUNCTION site.post_oddities(text, bigint[]) IS 'messages of a public list with whose mail something was wrong, and what';

CREATE FUNCTION site.post_file(p_list text, p_link text, p_number text)
  RETURNS TABLE (type text, charset text, name text, encoding text, accepted_at timestamptz, data bytea)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
#variable_conflict use_column
BEGIN RETURN QUERY
  SELECT f.part->>'type', coalesce(f.part->>'charset', ''), coalesce(f.part->>'name', ''), f.part->>'encoding', greatest(p.accepted_at, m.changed_at),
         substr(m.raw, (f.part->>'from')::int + 1, (f.part->>'length')::int)
  FROM list l
  JOIN post p ON p.list = l.id AND p.message = post_find(l.id, p_link)
  JOIN message m ON m.id = p.message,
  LATERAL jsonb_array_elements(m.parts) f(part)
  WHERE l.name = p_list AND l.is_public AND f.part->>'number' = p_number AND f.part ? 'from' LIMIT 1;
END
$$;
COMMENT ON FUNCTION site.post_file(text, text, text) IS 'the bytes of an attachment of a public list''s message, as they are encoded in it';

REVOKE EXECUTE ON FUNCTION site.post_files(text, bigint[]), site.post_oddities(text, bigint[]), site.post_file(text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION site.post_files(text, bigint[]), site.post_oddities(text, bigint[]), site.post_file(text, text, text)
  TO colporteur_site, colporteur_engine;
