-- SPDX-License-Identifier: GPL-3.0-or-later
-- A function in SQL that the planner cannot put in place of its call is planned at each use: of what
-- the pages ask, that took longer than running it. The same ones, planned once for a connection.

SET LOCAL search_path = colporteur, public;

-- Whatever depends on the session's time zone keeps a function that says it does not from being put in
-- place of its call. These use nothing of the kind.
CREATE OR REPLACE FUNCTION us(timestamptz) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN (extract(epoch FROM $1 - timestamptz '1970-01-01 00:00:00+00') * 1000000)::bigint;
CREATE OR REPLACE FUNCTION site.us(timestamptz) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN (extract(epoch FROM $1 - timestamptz '1970-01-01 00:00:00+00') * 1000000)::bigint;
CREATE OR REPLACE FUNCTION at_us(bigint) RETURNS timestamptz LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN (timestamp '1970-01-01 00:00:00' + $1 * interval '1 microsecond') AT TIME ZONE 'UTC';

-- unaccent() is only STABLE, because its dictionary could change; ours does not.
CREATE OR REPLACE FUNCTION plain(text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  RETURN lower(public.unaccent('public.unaccent'::regdictionary, translate($1, '’‘ʼ-', ''''''' ')));
END
$$;

-- Of nothing it is nothing without being told; so it can be put in place of its call.
CREATE OR REPLACE FUNCTION masked(p_address text) RETURNS text LANGUAGE sql IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE
  RETURN left(p_address, 1) || '…@' || substr(p_address, strpos(p_address, '@') + 1, 1) || '…' || coalesce(substring(p_address FROM '[.][^.@]+$'), '');

CREATE OR REPLACE FUNCTION address_handle(p_key text) RETURNS text LANGUAGE plpgsql STABLE
  SET search_path = colporteur, pg_temp SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  RETURN (SELECT left(encode(hmac_sha256(key, 'handle'::bytea || '\x00'::bytea || convert_to(p_key, 'UTF8')), 'hex'), 24)
    FROM token_key WHERE retired_at IS NULL ORDER BY id DESC LIMIT 1);
END
$$;

CREATE OR REPLACE FUNCTION lists_searched(p_public boolean, p_list text, p_territory text, p_interest text) RETURNS bigint[]
  LANGUAGE plpgsql STABLE SET search_path = reading, colporteur, pg_temp SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  RETURN ARRAY(SELECT l.id FROM list l
    WHERE (l.is_public OR NOT p_public) AND (p_list IS NULL OR l.name = lower(p_list))
      AND (p_territory IS NULL OR EXISTS (
        SELECT FROM territory t JOIN territory_closure c ON c.ancestor = t.id JOIN list_territory lt ON lt.territory = c.descendant
        WHERE (t.code = p_territory OR t.slug = lower(p_territory)) AND lt.list = l.id))
      AND (p_interest IS NULL OR EXISTS (
        SELECT FROM interest i JOIN interest_closure c ON c.ancestor = i.id JOIN list_interest li ON li.interest = c.descendant
        WHERE i.slug = lower(p_interest) AND li.list = l.id)));
END
$$;

CREATE OR REPLACE FUNCTION lists_about(p_public boolean, p_list text, p_territory text, p_interest text) RETURNS bigint[]
  LANGUAGE plpgsql STABLE SET search_path = colporteur, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  lists bigint[] := lists_searched(p_public, p_list, p_territory, NULL);
BEGIN
  IF p_interest IS NOT NULL THEN
    lists := ARRAY(SELECT l FROM unnest(lists) l
      WHERE EXISTS (SELECT FROM interest i JOIN interest_closure c ON i.id IN (c.ancestor, c.descendant)
                    JOIN list_interest li ON li.interest IN (c.ancestor, c.descendant) AND li.list = l
                    WHERE i.slug = lower(p_interest)));
  END IF;
  RETURN lists;
END
$$;

CREATE OR REPLACE FUNCTION search_interest(p_public boolean, p_list text, p_territory text, p_interest text) RETURNS search_interest
  LANGUAGE plpgsql STABLE SET search_path = colporteur, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  about search_interest;
BEGIN
  IF p_interest IS NOT NULL THEN
    about.below := ARRAY(SELECT c.descendant FROM interest i JOIN interest_closure c ON c.ancestor = i.id WHERE i.slug = lower(p_interest));
    about.lists := lists_searched(p_public, p_list, p_territory, p_interest);
  END IF;
  RETURN about;
END
$$;

CREATE OR REPLACE FUNCTION search_share(p_lists bigint[], p_after timestamptz, p_before timestamptz) RETURNS int
  LANGUAGE plpgsql STABLE SET search_path = colporteur, pg_temp SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  RETURN (SELECT coalesce(100 * count(*) FILTER (WHERE EXISTS (SELECT FROM post p WHERE p.message = n.id AND p.list = ANY (p_lists))) / nullif(count(*), 0), 100)
    FROM (SELECT m.id FROM message m WHERE (p_after IS NULL OR m.date >= p_after) AND (p_before IS NULL OR m.date < p_before)
          ORDER BY m.date DESC, m.id DESC LIMIT 50) n);
END
$$;

CREATE OR REPLACE FUNCTION post_is_about(p_list bigint, p_message bigint, p_about search_interest) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN CASE WHEN EXISTS (SELECT FROM colporteur.post_topic t WHERE t.list = p_list AND t.message = p_message)
    THEN EXISTS (SELECT FROM colporteur.post_topic t WHERE t.list = p_list AND t.message = p_message AND t.interest = ANY (p_about.below))
    ELSE p_list = ANY (p_about.lists) END;
END
$$;

CREATE OR REPLACE FUNCTION site.editions_about(p_territory text, p_interest text, p_count int)
  RETURNS TABLE (list_name text, list_title text, number int, title text, sent_at timestamptz)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
  place bigint := (SELECT t.id FROM territory t WHERE t.code = p_territory);
  theme bigint := (SELECT i.id FROM interest i WHERE i.slug = p_interest);
BEGIN
  RETURN QUERY
    SELECT l.name, l.title, e.number, e.title, e.sent_at
    FROM (SELECT p.edition FROM territory_closure x JOIN contribution_territory ct ON ct.territory = x.descendant
          JOIN edition_piece p ON p.contribution = ct.contribution WHERE x.ancestor = place
          UNION
          SELECT p.edition FROM interest_closure x JOIN contribution_interest ci ON ci.interest = x.descendant
          JOIN edition_piece p ON p.contribution = ci.contribution WHERE x.ancestor = theme) about
    JOIN edition e ON e.id = about.edition AND e.sent_at IS NOT NULL JOIN list l ON l.id = e.list AND l.is_public
    ORDER BY e.sent_at DESC, e.id DESC LIMIT least(p_count, 100);
END
$$;

CREATE OR REPLACE FUNCTION site.interests() RETURNS TABLE (slug text, parent text, label_fr text, label_en text, label_br text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
    SELECT i.slug, p.slug, i.label_fr, i.label_en, i.label_br
    FROM interest i LEFT JOIN interest p ON p.id = i.parent ORDER BY coalesce(p.position, i.position), coalesce(p.id, i.id), i.parent NULLS FIRST, i.position, i.id;
END
$$;
