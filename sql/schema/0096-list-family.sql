-- SPDX-License-Identifier: GPL-3.0-or-later
-- Families: lists made by one template, one for each territory of a kind or each interest, and kept in
-- step with it.

SET LOCAL search_path = colporteur, public;

CREATE TABLE list_family (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL UNIQUE CHECK (name ~ '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$' AND length(name) BETWEEN 2 AND 12),
  title text NOT NULL CHECK (title <> '' AND title !~ '[[:cntrl:]]'),
  template text NOT NULL CHECK (template ~ '^[a-z0-9-]+$'),
  by_what text NOT NULL CHECK (by_what IN ('region', 'departement', 'epci', 'commune', 'own', 'interest')),
  within text NOT NULL DEFAULT '',
  domain text NOT NULL CHECK (domain = lower(domain) AND domain ~ '^[a-z0-9.-]+$'),
  language text NOT NULL CHECK (language IN ('fr', 'en', 'br')),
  owners text[] NOT NULL DEFAULT '{}',
  moderators text[] NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT the_time()
);
COMMENT ON TABLE list_family IS 'lists made by one template, one for each place';
COMMENT ON COLUMN list_family.id IS 'our number';
COMMENT ON COLUMN list_family.name IS 'its name, which those of its lists begin with';
COMMENT ON COLUMN list_family.title IS 'its name for people, which the template may show';
COMMENT ON COLUMN list_family.template IS 'which template, templates/list/NAME.conf';
COMMENT ON COLUMN list_family.by_what IS 'a list for each territory of this kind, or for each interest';
COMMENT ON COLUMN list_family.within IS 'only those inside the territory with this code, or below the interest with this slug; empty: all of them';
COMMENT ON COLUMN list_family.domain IS 'domain of their addresses';
COMMENT ON COLUMN list_family.language IS 'their language';
COMMENT ON COLUMN list_family.owners IS 'who looks after all of them';
COMMENT ON COLUMN list_family.moderators IS 'who decides about the mail of all of them';
COMMENT ON COLUMN list_family.created_at IS 'when it was made';

-- A place is a code or a slug and no reference: a territory that becomes part of another takes
-- nothing along that the next keeping does not find by its former code.
CREATE TABLE list_family_list (
  family bigint NOT NULL REFERENCES list_family ON DELETE CASCADE,
  place text NOT NULL CHECK (place <> ''),
  list bigint UNIQUE REFERENCES list ON DELETE SET NULL,
  given jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (family, place)
);
COMMENT ON TABLE list_family_list IS 'the lists of a family';
COMMENT ON COLUMN list_family_list.family IS 'which family';
COMMENT ON COLUMN list_family_list.place IS 'code of the territory or slug of the interest it is for';
COMMENT ON COLUMN list_family_list.list IS 'which list; NULL: it was deleted with its archive, and is not made again';
COMMENT ON COLUMN list_family_list.given IS 'what the family last gave it: where the list has something else, that is its own and stays';

CREATE FUNCTION list_present(p_list bigint) RETURNS jsonb LANGUAGE sql STABLE SET search_path = colporteur, pg_temp AS $$
  SELECT jsonb_build_object('kind', kind, 'title', title, 'description', description, 'language', language, 'domain', domain,
    'prefix', subject_prefix, 'footer', footer, 'policy', policy, 'reply-to', reply_to, 'author-in', author_in, 'fan-out', fan_out,
    'archive', CASE WHEN is_public THEN 'public' ELSE 'private' END)
  FROM list WHERE id = p_list
$$;
COMMENT ON FUNCTION list_present(bigint) IS 'what of a list a family can give, as it is now';

CREATE FUNCTION list_family_roles(p_list bigint, p_role text, p_given text[], p_wanted text[]) RETURNS boolean
  LANGUAGE sql SET search_path = colporteur, pg_temp AS $$
  WITH gone AS (
    DELETE FROM list_role WHERE list = p_list AND role = p_role AND address = ANY (p_given) AND address <> ALL (p_wanted) RETURNING 1
  ), come AS (
    INSERT INTO list_role (list, address, role)
      SELECT DISTINCT p_list, a, p_role FROM unnest(p_wanted) a WHERE a <> ALL (p_given) ON CONFLICT DO NOTHING RETURNING 1
  ) SELECT EXISTS (SELECT FROM gone UNION ALL SELECT FROM come)
$$;
COMMENT ON FUNCTION list_family_roles(bigint, text, text[], text[]) IS
  'gives a list those whom its family has now and had not, and takes those it had and has no more; who was its own stays. Whether that changed anything';

CREATE FUNCTION list_family_carry(p_list bigint, p_wanted jsonb) RETURNS text
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
      is_public = coalesce(changes ->> 'archive' = 'public', is_public)
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
COMMENT ON FUNCTION list_family_carry(bigint, jsonb) IS
  'gives a list of a family what its template says now, where the list still has what the family last gave it; names what changed';

GRANT SELECT, INSERT, UPDATE, DELETE ON list_family, list_family_list TO colporteur_engine;
GRANT USAGE ON SEQUENCE list_family_id_seq TO colporteur_engine;
REVOKE ALL ON FUNCTION list_present(bigint), list_family_roles(bigint, text, text[], text[]), list_family_carry(bigint, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION list_present(bigint), list_family_roles(bigint, text, text[], text[]), list_family_carry(bigint, jsonb) TO colporteur_engine;
