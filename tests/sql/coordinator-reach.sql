-- SPDX-License-Identifier: GPL-3.0-or-later
-- Every table, view, sequence and function, and what of it is a coordinator's. Whatever a migration
-- adds has to be decided here: not to mention it fails, also where nothing is granted.
BEGIN;
SELECT plan(31);

-- r: reads, a: adds, w: changes, d: removes, u: draws numbers; x: anything else, which is for nobody.
-- *: their people's rows alone, or what is shown with their own rights.
CREATE TEMPORARY TABLE decided (rights text, names text);
INSERT INTO decided VALUES
  ('', 'import_floor incoming tombstone tombstone_salt token_key token_key_in_force'), -- keys, and what the database keeps for itself
  ('', 'bounce click_machine click_salt click_today delivery digest_wait mailing mailing_tally notice_recipient provider_rest sending worker worker_host'), -- the ledger
  ('', 'edition edition_click edition_click_place edition_condition edition_follow edition_image edition_link edition_near edition_piece
        edition_piece_language edition_review edition_section edition_section_item edition_text feed_version gathered'),
  ('', 'ban join_request list_interest list_territory list_text list_thread message old_url post_print robot_answer search_again search_refresh search_word proposal proposal_digest proposal_letter edition_letter contribution_image api_token api_use api_answer page_letter letter_waiting places_state trouble list_look erased_letter address_change webhook webhook_event list_family list_family_list mirror mirror_month mirror_post parts_due intake
        thread thread_edit thread_node withdrawn_post initials_name message_whole post_topic'),
  ('', 'api_token_id_seq audit_id_seq ban_id_seq bounce_id_seq consent_event_id_seq contribution_id_seq edition_id_seq held_message_id_seq interest_id_seq
        list_id_seq mailing_id_seq message_id_seq programme_id_seq proposal_digest_id_seq proposal_letter_id_seq edition_letter_id_seq robot_answer_id_seq suppression_id_seq territory_change_id_seq page_letter_id_seq address_change_id_seq list_family_id_seq intake_id_seq
        territory_id_seq thread_id_seq trouble_id_seq webhook_id_seq webhook_event_id_seq worker_id_seq'),
  ('u', 'subscriber_id_seq'),
  ('r', 'territory territory_parent territory_closure territory_former_code territory_former_name territory_postal_code territory_change
         interest interest_closure programme audience_use vintage consent_text'), -- about nobody
  ('r', 'on_my_lists on_no_list'), -- have their owner's rights, give numbers of those within their lists or on none
  ('r*', 'audience audit bounce_score contribution contribution_interest contribution_territory coordinator coordinator_list
          coordinator_territory held_message list list_audience list_former_domain list_former_name list_role post subscriber_merged consent subscriber_interest subscriber_territory'),
  ('ra*', 'consent_event suppression'),
  ('rad*', 'subscription_topic'),
  ('ra*', 'list_invitation'),
  ('raw*', 'subscriber'),
  ('rawd*', 'address subscription');
CREATE TEMPORARY VIEW found AS
  SELECT c.oid, CASE n.nspname WHEN 'colporteur' THEN '' ELSE n.nspname || '.' END || c.relname AS name, c.relkind,
         CASE WHEN c.relkind = 'S' THEN CASE WHEN has_sequence_privilege('colporteur_coordinator', c.oid, 'SELECT, UPDATE') THEN 'x'
                                             WHEN has_sequence_privilege('colporteur_coordinator', c.oid, 'USAGE') THEN 'u' ELSE '' END
         ELSE CASE WHEN has_any_column_privilege('colporteur_coordinator', c.oid, 'SELECT') THEN 'r' ELSE '' END
           || CASE WHEN has_any_column_privilege('colporteur_coordinator', c.oid, 'INSERT') THEN 'a' ELSE '' END
           || CASE WHEN has_any_column_privilege('colporteur_coordinator', c.oid, 'UPDATE') THEN 'w' ELSE '' END
           || CASE WHEN has_table_privilege('colporteur_coordinator', c.oid, 'DELETE') THEN 'd' ELSE '' END
           || CASE WHEN has_table_privilege('colporteur_coordinator', c.oid, 'TRUNCATE, TRIGGER')
                     OR has_any_column_privilege('colporteur_coordinator', c.oid, 'REFERENCES') THEN 'x' ELSE '' END
         END AS rights,
         c.relrowsecurity OR coalesce(c.reloptions @> ARRAY['security_invoker=true'], false) AS is_held
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname IN ('colporteur', 'site') AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S');

SELECT set_eq($$ SELECT name, CASE WHEN rights <> '' AND is_held THEN rights || '*' ELSE rights END FROM found WHERE name !~ '^site\.' $$,
  $$ SELECT name, rights FROM decided, regexp_split_to_table(names, '\s+') name $$, 'every table, view and sequence is decided');
SELECT is_empty($$ SELECT name FROM found WHERE name ~ '^site\.' AND rights <> '' $$, 'what is the pages'' is the site''s');
SELECT is_empty($$ SELECT f.name FROM found f WHERE relkind IN ('r', 'p') AND is_held
  AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = f.oid AND polname = 'engine') $$, 'an engine without BYPASSRLS sees all');
SELECT is_empty($$ SELECT polrelid::regclass, polname FROM pg_policy
  WHERE polroles <> ARRAY['colporteur_engine'::regrole::oid] AND 'true' IN (pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)) $$, 'no policy of theirs lets everything through');
SELECT set_eq($$
  SELECT p.oid::regprocedure::text FROM pg_proc p
  WHERE p.pronamespace IN ('colporteur'::regnamespace, 'site'::regnamespace) AND p.prosecdef AND p.prorettype <> 'trigger'::regtype
    AND has_function_privilege('colporteur_coordinator', p.oid, 'EXECUTE')
$$, ARRAY['my_territories()', 'my_lists()', 'is_on_my_lists(bigint)', 'is_mine(bigint)', 'is_erased(text)', 'subscriber_merge(bigint,bigint)',
          'subscriber_erase(bigint,text)', 'subscriber_traces(bigint)', 'subscriber_document(bigint)', 'import_hold()', 'import_bar(text[])',
          'import_elsewhere(text[])', 'import_number(bigint)', 'list_topics(bigint)', 'audit_invited(bigint,text,bigint)'],
  'with more rights than theirs: functions that ask whose somebody is, or tell nothing of anybody');
SELECT set_eq($$
  SELECT DISTINCT p.proname::text FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid JOIN found f ON f.oid = t.tgrelid
  WHERE p.prosecdef AND NOT t.tgisinternal AND f.rights ~ '[awd]'
$$, ARRAY['address_forgotten', 'address_shown', 'audit_note', 'digest_forget', 'initials_forgotten', 'join_request_settled', 'list_is_there', 'proposal_forget', 'subscriber_forgotten', 'subscriber_intake_forget', 'subscriber_is_there',
          'subscriber_is_there_now', 'subscriber_number', 'subscriber_shown', 'subscriber_place', 'subscriber_takes_along', 'webhook_subscription'],
  'with more rights than theirs: triggers of what they write');
SELECT is_empty($$
  SELECT p.oid::regprocedure FROM pg_proc p
  WHERE p.pronamespace IN ('colporteur'::regnamespace, 'site'::regnamespace) AND p.prosecdef
    AND NOT EXISTS (SELECT FROM unnest(p.proconfig) c WHERE c ~ '^search_path=(reading, )?colporteur, (public, )?pg_temp$')
$$, 'and none of all these finds something of the caller''s instead of ours');
SELECT is_empty($$ SELECT p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace = 'site'::regnamespace AND has_function_privilege('colporteur_coordinator', p.oid, 'EXECUTE') $$,
  'the pages'' functions are the site''s');
SELECT set_eq($$ SELECT nspname::text FROM pg_namespace WHERE has_schema_privilege('colporteur_coordinator', oid, 'USAGE') AND nspname !~ '^pg_' $$,
  ARRAY['colporteur', 'public', 'information_schema'], 'the schemas they enter');
SELECT is_empty($$ SELECT nspname FROM pg_namespace WHERE has_schema_privilege('colporteur_coordinator', oid, 'CREATE') AND nspname !~ '^pg_temp' $$, 'and none they make things in');

-- --- somebody inside, somebody outside, of whom every table has something ---
INSERT INTO territory (code, kind, name, slug) VALUES ('X1', 'epci', 'Brest Métropole', 'x1'), ('X2', 'epci', 'Rennes Métropole', 'x2');
SELECT territory_closure_rebuild();
INSERT INTO list (name, domain, kind, title) VALUES ('lettre', 'example.org', 'newsletter', 'La lettre'), ('bureau', 'example.org', 'discussion', 'Bureau');
INSERT INTO subscriber (name, territories, notes) SELECT n, ARRAY(SELECT id::int FROM territory WHERE code = c), 'of ' || n
  FROM (VALUES ('inside', 'X1'), ('outside', 'X2'), ('outside too', 'X2')) v(n, c);
INSERT INTO address (address_key, address, subscriber) SELECT replace(name, ' ', '') || '@example.org', replace(name, ' ', '') || '@example.org', id FROM subscriber;
INSERT INTO subscription (list, subscriber, state) SELECT l.id, s.id, 'confirmed' FROM list l, subscriber s;
INSERT INTO consent_event (subscriber, list, what, how) SELECT subscriber, list, 'import', 'of ' || name FROM subscription JOIN subscriber s ON s.id = subscriber;
INSERT INTO bounce_score (list, subscriber) SELECT list, subscriber FROM subscription;
INSERT INTO suppression (address_key, list, reason, note) SELECT address_key, l.id, 'request', 'of ' || address FROM address, list l;
INSERT INTO list_role (list, address, role) SELECT l.id, address, 'owner' FROM list l, address WHERE l.name = 'lettre';
INSERT INTO contribution (kind, title, body, author) VALUES ('finding', 'x', 'x', 'outside');
INSERT INTO audience (name, expression, saved_by) VALUES ('a', 'language:fr', 'admin'), ('b', 'not Address : "outside@example.org"', 'admin');
INSERT INTO coordinator (name, by_list, by_territory) VALUES ('ana', false, true), ('bob', true, false), ('outside', false, true);
INSERT INTO coordinator_territory SELECT CASE code WHEN 'X1' THEN 'ana' ELSE 'outside' END, id FROM territory WHERE code IN ('X1', 'X2');
INSERT INTO coordinator_list SELECT 'bob', id FROM list WHERE name = 'bureau';
SELECT coordinator_role(n) FROM unnest(ARRAY['ana', 'bob']) n;
SELECT set_config('colporteur.actor', 'admin', true);
UPDATE subscriber SET language = 'en';
UPDATE subscription SET delivery = 'digest';
SELECT set_config('colporteur.actor', '', true);
CREATE TEMPORARY TABLE number AS SELECT replace(name, ' ', '_') AS name, id FROM subscriber;
SELECT subscriber_merge((SELECT id FROM number WHERE name = 'outside'), (SELECT id FROM number WHERE name = 'outside_too'));
GRANT SELECT ON number TO PUBLIC;
SELECT nextval('subscriber_id_seq');
SELECT id AS gone FROM number WHERE name = 'outside_too' \gset
SELECT id AS outside FROM number WHERE name = 'outside' \gset
SELECT id AS inside FROM number WHERE name = 'inside' \gset
SELECT id AS home FROM territory WHERE code = 'X1' \gset

SELECT set_eq($$ SELECT r.rolname::text FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.roleid JOIN pg_roles u ON u.oid = m.member WHERE u.rolname ~ '^colporteur_coordinator' $$,
  ARRAY['colporteur_coordinator'], 'a coordinator''s role is in no other group, nor is the group');
SELECT is_empty($$ SELECT rolname FROM pg_roles WHERE rolname ~ '^colporteur_coordinator' AND (rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls) $$,
  'and has no power of its own');

CREATE FUNCTION pg_temp.said_of_outside() RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
  t record;
  n bigint;
BEGIN
  FOR t IN SELECT c.oid::regclass AS name, string_agg(format('t.%I', a.attname), ', ') AS columns
           FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
           WHERE c.relnamespace = 'colporteur'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
             AND has_column_privilege(c.oid, a.attnum, 'SELECT') GROUP BY 1 LOOP
    EXECUTE format('SELECT count(*) FROM (SELECT ROW(%s)::text AS said FROM %s t) x WHERE said ~ %L', t.columns, t.name, 'outside') INTO n;
    IF n > 0 THEN
      RETURN NEXT t.name || ': ' || n;
    END IF;
  END LOOP;
END
$$;
SELECT cmp_ok((SELECT count(*) FROM pg_temp.said_of_outside()), '>=', 10::bigint, 'who is not limited reads of somebody in many tables');
SET SESSION AUTHORIZATION colporteur_coordinator_ana;
SELECT is((SELECT count(*) FROM subscriber), 1::bigint, 'a coordinator sees who is inside');
SELECT is_empty('SELECT pg_temp.said_of_outside()', 'and reads of the other in no table or view there is');
SELECT is_empty($$ SELECT FROM pg_stats WHERE tablename IN ('subscriber', 'address', 'audience') $$, 'nor in the planner''s statistics');
SELECT throws_ok($$ SELECT pg_read_file('/etc/hostname') $$, '42501', NULL, 'nor in files');
SELECT throws_ok($$ COPY (SELECT 1) TO PROGRAM 'true' $$, '42501', NULL, 'nor by programs');

-- --- numbers ---
SELECT throws_ok(format('INSERT INTO subscriber (id, name, territories) OVERRIDING SYSTEM VALUE VALUES (%s, $$x$$, ARRAY[%s])', :gone, :home), '42501', NULL,
  'nobody gets the number of who is no more, nor the proofs kept under it');
SELECT throws_ok(format('INSERT INTO subscriber (id, name, territories) OVERRIDING SYSTEM VALUE VALUES (1000000, $$x$$, ARRAY[%s])', :home), '42501', NULL,
  'nor one that will be somebody''s');
SELECT lives_ok(format('INSERT INTO subscriber (name, territories) VALUES ($$x$$, ARRAY[%s])', :home), 'but the next one');
SELECT import_hold();
SELECT lives_ok(format('INSERT INTO subscriber (id, name, territories) OVERRIDING SYSTEM VALUE SELECT n, $$x$$, ARRAY[%s] FROM import_number(2) n', :home), 'or those that an import drew');
SELECT throws_ok(format('INSERT INTO subscriber (id, name, territories) OVERRIDING SYSTEM VALUE VALUES (%s, $$x$$, ARRAY[%s])', :gone, :home), '42501', NULL, 'which opens no other');
SELECT throws_ok('INSERT INTO import_floor SELECT pg_current_xact_id(), 0', '42501', NULL, 'nor does she say what is new');

-- --- addresses ---
SELECT throws_ok(format('UPDATE address SET address = $$outside@example.org$$ WHERE subscriber = %s', :inside), '42501', NULL, 'an address is the one it is compared as');
SELECT throws_ok(format('UPDATE address SET address = $$outside@exämple.org$$ WHERE subscriber = %s', :inside), '42501', NULL, 'in other letters too');
SELECT lives_ok(format('UPDATE address SET address = $$Inside@Example.org$$ WHERE subscriber = %s', :inside), 'written as the person likes');

-- --- the log ---
SELECT set_config('colporteur.time', '2001-01-01', true), set_config('colporteur.actor', 'admin', true);
UPDATE subscriber SET language = 'br' WHERE id = :inside;
SELECT set_config('colporteur.time', '', true);
SELECT is((SELECT actor || ' ' || (at = now()) FROM audit ORDER BY id DESC LIMIT 1), 'ana true', 'the log has her name and the time it was');

-- --- a list ---
SET SESSION AUTHORIZATION colporteur_coordinator_bob;
SELECT is_empty($$ SELECT 1 FROM suppression WHERE list <> ALL (my_lists()) UNION ALL SELECT 2 FROM bounce_score WHERE list <> ALL (my_lists())
  UNION ALL SELECT 3 FROM list_role WHERE list <> ALL (my_lists()) UNION ALL SELECT 4 FROM consent WHERE list <> ALL (my_lists())
  UNION ALL SELECT 5 FROM subscription WHERE list <> ALL (my_lists()) $$, 'of one list: nothing shows what else its people are on');

-- --- speed ---
RESET SESSION AUTHORIZATION;
CREATE FUNCTION pg_temp.plan_of(text) RETURNS SETOF text LANGUAGE plpgsql AS $$ BEGIN RETURN QUERY EXECUTE 'EXPLAIN (COSTS OFF) ' || $1; END $$;
SET LOCAL enable_seqscan = off;
SET SESSION AUTHORIZATION colporteur_coordinator_ana;
SELECT matches((SELECT string_agg(l, E'\n') FROM pg_temp.plan_of('SELECT count(*) FROM subscriber') l), 'Bitmap Index Scan on subscriber_places', 'whose somebody is, the index of places answers');
RESET SESSION AUTHORIZATION;
SET LOCAL ROLE colporteur_engine;
SELECT unalike((SELECT string_agg(l, E'\n') FROM pg_temp.plan_of('SELECT count(*) FROM subscriber') l), '%SubPlan%', 'and the engine is not asked');
RESET ROLE;

SELECT * FROM finish();
ROLLBACK;
