-- SPDX-License-Identifier: GPL-3.0-or-later
-- The lists of a family can all be below one list, as long as none of them says otherwise.

SET LOCAL search_path = colporteur, public;

ALTER TABLE list_family ADD parent bigint REFERENCES list ON DELETE SET NULL;
COMMENT ON COLUMN list_family.parent IS 'the list above all of its lists; NULL: none';
CREATE INDEX list_family_parent ON list_family (parent) WHERE parent IS NOT NULL;

CREATE OR REPLACE FUNCTION list_present(p_list bigint) RETURNS jsonb LANGUAGE sql STABLE SET search_path = colporteur, pg_temp AS $$
  SELECT jsonb_build_object('kind', kind, 'title', title, 'description', description, 'language', language, 'domain', domain,
    'prefix', subject_prefix, 'footer', footer, 'policy', policy, 'reply-to', reply_to, 'author-in', author_in, 'fan-out', fan_out,
    'archive', CASE WHEN is_public THEN 'public' ELSE 'private' END,
    'parent', coalesce(parent::text, ''))
  FROM list WHERE id = p_list
$$;

CREATE OR REPLACE FUNCTION list_family_carry(p_list bigint, p_wanted jsonb) RETURNS text
  LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
DECLARE
  member list_family_list;
  wanted jsonb;
  changes jsonb;
  owners text[];
  moderators text[];
  words text[];
BEGIN
  PERFORM FROM list WHERE id = p_list FOR NO KEY UPDATE;
  SELECT * INTO STRICT member FROM list_family_list WHERE list = p_list FOR UPDATE;
  SELECT f.owners, f.moderators INTO owners, moderators FROM list_family f WHERE f.id = member.family;
  SELECT coalesce(jsonb_object_agg(w.key, w.value), '{}') INTO changes
    FROM jsonb_each_text(p_wanted) w JOIN jsonb_each_text(list_present(p_list)) p USING (key)
    WHERE p.value <> w.value AND p.value IS NOT DISTINCT FROM member.given ->> w.key;
  SELECT array_agg(key ORDER BY key) INTO words FROM jsonb_object_keys(changes) key;
  UPDATE list SET kind = coalesce(changes ->> 'kind', kind), title = coalesce(changes ->> 'title', title),
      description = coalesce(changes ->> 'description', description), language = coalesce(changes ->> 'language', language),
      domain = coalesce(changes ->> 'domain', domain), subject_prefix = coalesce(changes ->> 'prefix', subject_prefix),
      footer = coalesce(changes ->> 'footer', footer), policy = coalesce(changes ->> 'policy', policy),
      reply_to = coalesce(changes ->> 'reply-to', reply_to), author_in = coalesce(changes ->> 'author-in', author_in),
      fan_out = coalesce(changes ->> 'fan-out', fan_out),
      is_public = coalesce(changes ->> 'archive' = 'public', is_public),
      parent = CASE WHEN changes ? 'parent' THEN nullif(changes ->> 'parent', '')::bigint ELSE parent END
    WHERE id = p_list AND changes <> '{}';
  IF list_family_roles(p_list, 'owner', ARRAY(SELECT jsonb_array_elements_text(member.given -> 'owners')), owners) THEN
    words := words || ARRAY['owners'];
  END IF;
  IF list_family_roles(p_list, 'moderator', ARRAY(SELECT jsonb_array_elements_text(member.given -> 'moderators')), moderators) THEN
    words := words || ARRAY['moderators'];
  END IF;
  wanted := p_wanted || jsonb_build_object('owners', owners, 'moderators', moderators);
  UPDATE list_family_list SET given = wanted WHERE list = p_list AND given <> wanted;
  RETURN coalesce(array_to_string(words, ', '), '');
END
$$;

-- A list that somebody put below another keeps that as its own.
UPDATE list_family_list SET given = given || '{"parent": ""}';
