-- SPDX-License-Identifier: GPL-3.0-or-later
-- The archive of a private list is read by who is on it: a link that is sent to their address, good
-- for one list, one person and some weeks. The database itself keeps it there: the pages' functions
-- see a list as public when it is, or when the session shows such a link that is good at this moment.

SET LOCAL search_path = colporteur, public;

CREATE FUNCTION archive_grant(p_token text) RETURNS bigint LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = colporteur, pg_temp AS $$
DECLARE
  numbers bigint[] := token_read('archive', p_token);
BEGIN
  IF numbers IS NULL OR cardinality(numbers) <> 3 OR numbers[3] < extract(epoch FROM the_time()) THEN
    RETURN NULL;
  END IF;
  RETURN (SELECT l.id FROM list l JOIN subscription u ON u.list = l.id AND u.subscriber = subscriber_now(numbers[2]) AND u.state = 'confirmed'
          WHERE l.id = numbers[1] AND l.deleted_at IS NULL);
END
$$;
COMMENT ON FUNCTION archive_grant(text) IS 'the list whose archive a token opens now: its holder is on it still; NULL for any other token';

CREATE FUNCTION site.granted_list() RETURNS bigint LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
DECLARE
  token text := current_setting('colporteur.grant', true);
BEGIN
  -- Nearly every request.
  IF token IS NULL OR token = '' THEN
    RETURN NULL;
  END IF;
  RETURN archive_grant(token);
END
$$;
COMMENT ON FUNCTION site.granted_list() IS 'the private list that the token of this session opens; anybody may say one, and only one that was signed counts';

CREATE FUNCTION site.archive_open(p_list text, p_token text) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
DECLARE
  opened boolean := EXISTS (SELECT FROM list WHERE name = p_list AND NOT is_public AND id = archive_grant(p_token));
BEGIN
  PERFORM set_config('colporteur.grant', CASE WHEN opened THEN p_token ELSE '' END, false);
  RETURN opened;
END
$$;
COMMENT ON FUNCTION site.archive_open(text, text) IS
  'let this session read a private list that a token opens, whether it does; until called with another, as one that opens nothing';

CREATE FUNCTION site.archive_ask(p_token text, OUT name text, OUT title text, OUT until timestamptz)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
#variable_conflict use_column
BEGIN
  SELECT l.name, l.title, to_timestamp((token_read('archive', p_token))[3])
    INTO archive_ask.name, archive_ask.title, archive_ask.until FROM list l WHERE l.id = archive_grant(p_token);
END
$$;
COMMENT ON FUNCTION site.archive_ask(text) IS 'which list a token opens, and until when; NULLs for any other token';

-- --- where the pages look ---

CREATE SCHEMA reading;
COMMENT ON SCHEMA reading IS 'what the functions of the pages see in the place of tables, with what the reader was granted';
DO $$
BEGIN
  EXECUTE (SELECT 'CREATE VIEW reading.list AS SELECT l.xmin, ' || string_agg(
             CASE attname WHEN 'is_public' THEN '(l.is_public OR l.id = site.granted_list()) AS is_public' ELSE format('l.%I', attname) END, ', ' ORDER BY attnum)
             || ' FROM colporteur.list l'
           FROM pg_attribute WHERE attrelid = 'colporteur.list'::regclass AND attnum > 0 AND NOT attisdropped);
END
$$;
COMMENT ON VIEW reading.list IS 'lists; is_public also of the private one that the session''s token opens';

DO $$
DECLARE
  f regprocedure;
BEGIN
  FOR f IN SELECT oid FROM pg_proc WHERE pronamespace = 'site'::regnamespace AND proname IN (
      'threads', 'posts', 'months', 'message_page', 'message_version', 'thread_version', 'elsewhere', 'withdrawn_last',
      'month_versions', 'post_ties', 'post_files', 'post_oddities', 'post_file') LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = reading, colporteur, pg_temp', f);
  END LOOP;
END
$$;
-- A search in a list. Who may not enter the schema, as the engine, finds the tables themselves.
ALTER FUNCTION lists_searched(boolean, text, text, text) SET search_path = reading, colporteur, pg_temp;
DO $$
DECLARE
  v text;
BEGIN
  FOREACH v IN ARRAY ARRAY['list', 'post'] LOOP
    -- As it was, but for whose lists.
    EXECUTE format('CREATE OR REPLACE VIEW site.%I WITH (security_barrier) AS %s', v,
                   regexp_replace(pg_get_viewdef(format('site.%I', v)::regclass), '\m(FROM|JOIN) (\(*)(colporteur\.)?list l\M', '\1 \2reading.list l'));
  END LOOP;
END
$$;

-- --- having the link sent ---

ALTER TABLE page_letter
  DROP CONSTRAINT page_letter_what_check,
  ADD CONSTRAINT page_letter_what_check CHECK (what IN ('farewell', 'join', 'already', 'welcome', 'link', 'export', 'erase', 'archive'));

CREATE FUNCTION site.me_private(p_token text) RETURNS TABLE (name text, title text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT l.name, l.title FROM subscription u JOIN list l ON l.id = u.list
    WHERE u.subscriber = page_person(p_token) AND u.state = 'confirmed' AND NOT l.is_public AND l.deleted_at IS NULL ORDER BY l.title, l.name;
END
$$;
COMMENT ON FUNCTION site.me_private(text) IS 'the private lists they are on, whose archives they may have opened';

CREATE FUNCTION site.me_archive(p_token text, p_list text, p_per_address int, p_overall int) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
DECLARE
  who bigint := page_person(p_token);
  the_list bigint := (SELECT l.id FROM subscription u JOIN list l ON l.id = u.list
    WHERE l.name = p_list AND u.subscriber = who AND u.state = 'confirmed' AND NOT l.is_public AND l.deleted_at IS NULL);
BEGIN
  IF the_list IS NULL THEN
    RETURN false;
  END IF;
  IF robot_may_answer((SELECT address_key FROM address WHERE subscriber = who AND is_primary), '', p_per_address, p_overall, p_overall) = 'yes' THEN
    INSERT INTO page_letter (what, list, subscriber) SELECT 'archive', the_list, who
      WHERE NOT EXISTS (SELECT FROM page_letter WHERE what = 'archive' AND list = the_list AND subscriber = who);
  END IF;
  RETURN true;
END
$$;
COMMENT ON FUNCTION site.me_archive(text, text, int, int) IS
  'the link that opens the archive of a private list of theirs goes to their address, within the budgets of letters';

REVOKE EXECUTE ON FUNCTION archive_grant(text), site.granted_list(), site.archive_open(text, text), site.archive_ask(text),
  site.me_private(text), site.me_archive(text, text, int, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION site.granted_list(), site.archive_open(text, text), site.archive_ask(text),
  site.me_private(text), site.me_archive(text, text, int, int) TO colporteur_site, colporteur_engine;
GRANT EXECUTE ON FUNCTION archive_grant(text) TO colporteur_engine;
