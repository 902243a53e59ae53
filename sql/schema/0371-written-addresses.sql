-- SPDX-License-Identifier: GPL-3.0-or-later
-- An address that somebody wrote into a contribution is hidden before the site's role has it, and in
-- what programs get, where the pages alone hid it.

SET LOCAL search_path = colporteur, public;

CREATE FUNCTION site.without_addresses(p_text text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
-- As src/archive/hide-addresses.c has it: the first letter stays, and paths of links stay whole. Letters are
-- all but ASCII's other characters and some of French writing, whatever the locale knows.
DECLARE
  others constant text := '«»“”‘’…–—\u00a0\u2009\u200b\u202f';
  letter constant text := '[^\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u007f' || others || ']';
  of_local constant text := '[^\u0001-\u0024\u0026-\u002a\u002c\u002f\u003a-\u0040\u005b-\u005e\u0060\u007b-\u007d\u007f' || others || ']';
  label constant text := letter || '(?:(?:' || letter || '|-)*' || letter || ')?';
  address constant text := '(?:(' || letter || ')' || of_local || '*|(?<="))(?:@|%40)(?:(?:' || label || '\.)+' || label || '|\[[0-9A-Fa-f:.IPv]+\])';
  parts text[];
  link text[];
  shown text;
BEGIN
  IF strpos(p_text, '@') = 0 AND strpos(p_text, '%40') = 0 THEN
    RETURN p_text;
  END IF;
  parts := string_to_array(p_text, '://');
  shown := regexp_replace(parts[1], address, '\1…@…', 'g');
  FOR i IN 2 .. cardinality(parts) LOOP
    IF right(parts[i - 1], 1) ~ '[[:alnum:]]' THEN
      link := regexp_match(parts[i], '^([^/\s"''<>?#,;|()\\]*)(/[^\s"''<>?#,;|()\\]*)?(.*)$');
    ELSE
      link := ARRAY['', '', parts[i]];
    END IF;
    shown := shown || '://' || regexp_replace(link[1], address, '\1…@…', 'g') || coalesce(link[2], '') || regexp_replace(link[3], address, '\1…@…', 'g');
  END LOOP;
  RETURN shown;
END
$$;
COMMENT ON FUNCTION site.without_addresses(text) IS 'the text with mail addresses made unreadable: "a…@…"';
GRANT EXECUTE ON FUNCTION site.without_addresses(text) TO colporteur_site, colporteur_engine;

DO $$
DECLARE
  v text;
BEGIN
  FOREACH v IN ARRAY ARRAY['contribution', 'edition_item', 'edition', 'edition_text'] LOOP
    -- As it was, but for what people wrote.
    EXECUTE format('CREATE OR REPLACE VIEW site.%I WITH (security_barrier) AS SELECT %s FROM (%s) v', v,
      (SELECT string_agg(CASE WHEN a.attname IN ('title', 'body', 'author', 'source', 'programme', 'preheader', 'editorial')
                         THEN format('site.without_addresses(v.%1$I) AS %1$I', a.attname) ELSE format('v.%I', a.attname) END, ', ' ORDER BY a.attnum)
       FROM pg_attribute a WHERE a.attrelid = format('site.%I', v)::regclass AND a.attnum > 0),
      rtrim(pg_get_viewdef(format('site.%I', v)::regclass), ';'));
  END LOOP;
END
$$;

CREATE OR REPLACE FUNCTION api_contribution(c contribution) RETURNS jsonb LANGUAGE sql STABLE SET search_path = colporteur, pg_temp AS $$
  SELECT jsonb_build_object('id', c.id, 'state', c.state, 'kind', c.kind, 'title', site.without_addresses(c.title), 'body', site.without_addresses(c.body),
    'author', site.without_addresses(c.author), 'knowledge', to_jsonb(c.knowledge), 'source', site.without_addresses(c.source),
    'programme', site.without_addresses(c.programme), 'language', c.language,
    'proposed_at', c.proposed_at, 'decided_at', c.decided_at,
    'territories', (SELECT coalesce(jsonb_agg(jsonb_build_object('code', t.code, 'name', t.name) ORDER BY t.code), '[]')
       FROM contribution_territory ct JOIN territory t ON t.id = ct.territory WHERE ct.contribution = c.id),
    'interests', (SELECT coalesce(jsonb_agg(i.slug ORDER BY i.slug), '[]')
       FROM contribution_interest ci JOIN interest i ON i.id = ci.interest WHERE ci.contribution = c.id))
$$;
COMMENT ON FUNCTION api_contribution(contribution) IS 'a contribution as programs get it: as on pages, without the addresses that were written into it';

CREATE OR REPLACE FUNCTION site.editions_about(p_territory text, p_interest text, p_count int)
  RETURNS TABLE (list_name text, list_title text, number int, title text, sent_at timestamptz)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
  place bigint := (SELECT t.id FROM territory t WHERE t.code = p_territory);
  theme bigint := (SELECT i.id FROM interest i WHERE i.slug = p_interest);
BEGIN
  RETURN QUERY
    SELECT l.name, l.title, e.number, site.without_addresses(e.title), e.sent_at
    FROM (SELECT p.edition FROM territory_closure x JOIN contribution_territory ct ON ct.territory = x.descendant
          JOIN edition_piece p ON p.contribution = ct.contribution WHERE x.ancestor = place
          UNION
          SELECT p.edition FROM interest_closure x JOIN contribution_interest ci ON ci.interest = x.descendant
          JOIN edition_piece p ON p.contribution = ci.contribution WHERE x.ancestor = theme) about
    JOIN edition e ON e.id = about.edition AND e.sent_at IS NOT NULL JOIN list l ON l.id = e.list AND l.is_public
    ORDER BY e.sent_at DESC, e.id DESC LIMIT least(p_count, 100);
END
$$;

CREATE OR REPLACE FUNCTION webhook_contribution() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
DECLARE
  c contribution := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
  happened text := CASE WHEN TG_OP = 'DELETE' THEN 'removed' WHEN TG_OP = 'UPDATE' AND OLD.state = NEW.state THEN 'changed' ELSE NEW.state END;
BEGIN
  PERFORM webhook_tell('contribution', 'contribution.' || happened, jsonb_build_object('contribution', c.id, 'kind', c.kind,
    'title', site.without_addresses(c.title), 'state', CASE WHEN happened = 'removed' THEN happened ELSE c.state END));
  RETURN NULL;
END
$$;
