-- SPDX-License-Identifier: GPL-3.0-or-later
-- Coordinators: people who look after some lists or some territories and reach nobody else. Each has
-- a database role of their own, and row security is keyed on session_user, which only a superuser
-- changes: neither a mistake of the program nor SQL of their own widens what they see.

SET LOCAL search_path = colporteur, public;

DO $$
BEGIN
  IF to_regrole('colporteur_coordinator') IS NULL THEN
    RAISE EXCEPTION 'there is no database role colporteur_coordinator'
      USING ERRCODE = 'object_not_in_prerequisite_state',
            HINT = 'as the superuser of the server: CREATE ROLE colporteur_coordinator NOLOGIN; where the server is the private one, stop all of colporteur and try again';
  END IF;
  EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO colporteur_coordinator', current_database());
END
$$;

CREATE TABLE coordinator (
  name text PRIMARY KEY CHECK (name ~ '^[a-z_][a-z0-9_.-]{0,31}$'),
  role name NOT NULL UNIQUE GENERATED ALWAYS AS (('colporteur_coordinator_' || name)::name) STORED,
  by_list boolean NOT NULL,
  by_territory boolean NOT NULL,
  created_at timestamptz NOT NULL DEFAULT the_time(),
  ended_at timestamptz
);
COMMENT ON TABLE coordinator IS 'Unix users whose commands reach some people only';
COMMENT ON COLUMN coordinator.name IS 'the Unix user';
COMMENT ON COLUMN coordinator.role IS 'the database role that their commands connect as';
COMMENT ON COLUMN coordinator.by_list IS 'whether limited to coordinator_list: a list that is removed must not set them free';
COMMENT ON COLUMN coordinator.by_territory IS 'whether limited to coordinator_territory';
COMMENT ON COLUMN coordinator.created_at IS 'since when';
COMMENT ON COLUMN coordinator.ended_at IS 'until when: they see nobody since; the row stays, for a user without one is not limited';

CREATE TABLE coordinator_list (
  coordinator text NOT NULL REFERENCES coordinator ON DELETE CASCADE,
  list bigint NOT NULL REFERENCES list ON DELETE CASCADE,
  PRIMARY KEY (coordinator, list)
);
COMMENT ON TABLE coordinator_list IS 'the lists that a coordinator is limited to';
COMMENT ON COLUMN coordinator_list.coordinator IS 'who';
COMMENT ON COLUMN coordinator_list.list IS 'a list';

CREATE TABLE coordinator_territory (
  coordinator text NOT NULL REFERENCES coordinator ON DELETE CASCADE,
  territory bigint NOT NULL REFERENCES territory ON DELETE CASCADE,
  PRIMARY KEY (coordinator, territory)
);
COMMENT ON TABLE coordinator_territory IS 'the territories that a coordinator is limited to, with all that lies in them';
COMMENT ON COLUMN coordinator_territory.coordinator IS 'who';
COMMENT ON COLUMN coordinator_territory.territory IS 'a territory';

-- --- who is asking ---

CREATE FUNCTION is_coordinator() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  RETURN starts_with(session_user::text, 'colporteur_coordinator_');
COMMENT ON FUNCTION is_coordinator() IS 'whether the connection is a coordinator''s';

CREATE FUNCTION my_territories() RETURNS int[] LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
  SELECT CASE WHEN c.role IS NULL THEN '{}' WHEN c.by_territory THEN
           ARRAY(SELECT t.territory::int FROM coordinator_territory t WHERE t.coordinator = c.name) END
  FROM (VALUES (1)) one LEFT JOIN coordinator c ON c.role = session_user AND c.ended_at IS NULL
$$;
COMMENT ON FUNCTION my_territories() IS 'what the session''s coordinator is limited to; NULL: to none; empty: nobody''s, who is no coordinator any more';

CREATE FUNCTION my_lists() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
  SELECT CASE WHEN c.role IS NULL THEN '{}' WHEN c.by_list THEN
           ARRAY(SELECT l.list FROM coordinator_list l WHERE l.coordinator = c.name) END
  FROM (VALUES (1)) one LEFT JOIN coordinator c ON c.role = session_user AND c.ended_at IS NULL
$$;
COMMENT ON FUNCTION my_lists() IS 'as my_territories()';

CREATE FUNCTION is_on_my_lists(p_subscriber bigint) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
  SELECT EXISTS (SELECT FROM subscription WHERE subscriber = p_subscriber AND list = ANY (my_lists()))
      OR NOT EXISTS (SELECT FROM subscription WHERE subscriber = p_subscriber)
$$;
COMMENT ON FUNCTION is_on_my_lists(bigint) IS
  'whether a subscriber is or was on a list of the session''s coordinator, or on none at all yet: who is just being added must be seen by who adds them';

CREATE FUNCTION is_mine(p_subscriber bigint) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
  SELECT NOT is_coordinator() OR EXISTS (
    SELECT FROM subscriber s WHERE s.id = p_subscriber
      AND (my_territories() IS NULL OR s.places && my_territories()) AND (my_lists() IS NULL OR is_on_my_lists(s.id)))
$$;
COMMENT ON FUNCTION is_mine(bigint) IS 'whether the session may see and change a subscriber: the policy of table subscriber, for functions with their owner''s rights';

-- --- what each may do ---

-- The owner and what has its rights need no policy. Nor does an engine with BYPASSRLS, as ours is
-- made; where a server's is not, all works, but the planner guesses where LIKE would ask statistics.
DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['subscriber', 'address', 'subscription', 'consent_event', 'audit', 'list', 'suppression', 'bounce_score', 'subscriber_merged',
                           'list_role', 'post', 'held_message', 'contribution', 'contribution_territory', 'contribution_interest',
                           'coordinator', 'coordinator_list', 'coordinator_territory'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY engine ON %I TO colporteur_engine USING (true) WITH CHECK (true)', t);
    EXECUTE format('COMMENT ON POLICY engine ON %I IS ''commands of the administrator and roles that handle mail''', t);
  END LOOP;
END
$$;

CREATE POLICY coordinator ON subscriber TO colporteur_coordinator
  USING (((SELECT my_territories()) IS NULL OR places && (SELECT my_territories()))
     AND ((SELECT my_lists()) IS NULL OR is_on_my_lists(id)));
CREATE POLICY coordinator ON address TO colporteur_coordinator
  USING (EXISTS (SELECT FROM subscriber s WHERE s.id = address.subscriber));
CREATE POLICY coordinator ON subscription TO colporteur_coordinator
  USING (((SELECT my_lists()) IS NULL OR list = ANY ((SELECT my_lists())::bigint[]))
     AND EXISTS (SELECT FROM subscriber s WHERE s.id = subscription.subscriber));
CREATE POLICY coordinator ON consent_event TO colporteur_coordinator
  USING ((list IS NULL OR (SELECT my_lists()) IS NULL OR list = ANY ((SELECT my_lists())::bigint[]))
     AND EXISTS (SELECT FROM subscriber s WHERE s.id = consent_event.subscriber));
CREATE POLICY coordinator ON audit TO colporteur_coordinator
  USING (EXISTS (SELECT FROM subscriber s WHERE s.id = audit.subscriber));
CREATE POLICY coordinator ON list TO colporteur_coordinator
  USING ((SELECT my_lists()) IS NULL OR id = ANY ((SELECT my_lists())::bigint[]));
CREATE POLICY coordinator ON suppression TO colporteur_coordinator
  USING (EXISTS (SELECT FROM address a WHERE a.address_key = suppression.address_key));
CREATE POLICY coordinator ON bounce_score TO colporteur_coordinator
  USING (EXISTS (SELECT FROM subscriber s WHERE s.id = bounce_score.subscriber));
CREATE POLICY coordinator ON subscriber_merged TO colporteur_coordinator
  USING (EXISTS (SELECT FROM subscriber s WHERE s.id = subscriber_merged.kept));
CREATE POLICY coordinator ON list_role TO colporteur_coordinator
  USING (list = ANY ((SELECT my_lists())::bigint[]) OR EXISTS (SELECT FROM address a WHERE a.address_key = lower(list_role.address)));
-- To count, no more.
CREATE POLICY coordinator ON post TO colporteur_coordinator USING (EXISTS (SELECT FROM list l WHERE l.id = post.list));
CREATE POLICY coordinator ON held_message TO colporteur_coordinator USING (EXISTS (SELECT FROM list l WHERE l.id = held_message.list));
-- What was accepted is for everybody; what was only proposed has names of people from anywhere.
CREATE POLICY coordinator ON contribution TO colporteur_coordinator USING (state = 'accepted');
CREATE POLICY coordinator ON contribution_territory TO colporteur_coordinator
  USING (EXISTS (SELECT FROM contribution c WHERE c.id = contribution_territory.contribution));
CREATE POLICY coordinator ON contribution_interest TO colporteur_coordinator
  USING (EXISTS (SELECT FROM contribution c WHERE c.id = contribution_interest.contribution));
CREATE POLICY coordinator ON coordinator TO colporteur_coordinator USING (role = session_user);
CREATE POLICY coordinator ON coordinator_list TO colporteur_coordinator
  USING (EXISTS (SELECT FROM coordinator c WHERE c.name = coordinator_list.coordinator));
CREATE POLICY coordinator ON coordinator_territory TO colporteur_coordinator
  USING (EXISTS (SELECT FROM coordinator c WHERE c.name = coordinator_territory.coordinator));

-- A view has its owner's rights, whom no policy holds, unless it says otherwise.
ALTER VIEW subscriber_territory SET (security_invoker = true);
ALTER VIEW subscriber_interest SET (security_invoker = true);
ALTER VIEW consent SET (security_invoker = true);

-- Lists, saved audiences, texts and geography are for reading: what all rely on, one part must not
-- change. The ledger, editions, mail and keys are out of reach altogether.
DO $$
DECLARE
  t regclass;
  f regprocedure;
BEGIN
  FOR t IN SELECT oid FROM pg_class WHERE relnamespace = 'colporteur'::regnamespace AND relkind IN ('r', 'v')
             AND (relname ~ '^(territory|interest)(_|$)' OR relname IN ('programme', 'audience', 'audience_use', 'vintage', 'consent_text', 'list', 'consent',
                  'audit', 'suppression', 'bounce_score', 'subscriber_merged', 'subscriber_territory', 'subscriber_interest',
                  'coordinator', 'coordinator_list', 'coordinator_territory')) LOOP
    EXECUTE format('GRANT SELECT ON %s TO colporteur_coordinator', t);
  END LOOP;
  IF to_regclass('incoming_subscriber') IS NOT NULL THEN
    GRANT SELECT, INSERT, UPDATE, DELETE ON incoming_subscriber TO colporteur_coordinator; -- empty for all but who fills it
  END IF;
  -- With nobody's rights but the caller's, a function gives nothing away.
  FOR f IN SELECT oid FROM pg_proc WHERE pronamespace = 'colporteur'::regnamespace AND prokind = 'f' AND NOT prosecdef LOOP
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO colporteur_coordinator', f);
  END LOOP;
END
$$;
GRANT USAGE ON SCHEMA colporteur TO colporteur_coordinator;
GRANT SELECT, INSERT, UPDATE, DELETE ON subscriber, address, subscription TO colporteur_coordinator;
GRANT SELECT ON list_role, contribution, contribution_territory, contribution_interest TO colporteur_coordinator;
GRANT SELECT (list) ON post TO colporteur_coordinator;
GRANT SELECT (list, state) ON held_message TO colporteur_coordinator;
GRANT SELECT, INSERT ON consent_event TO colporteur_coordinator;
GRANT USAGE ON SEQUENCE subscriber_id_seq TO colporteur_coordinator;
GRANT EXECUTE ON FUNCTION is_coordinator(), my_territories(), my_lists(), is_on_my_lists(bigint), is_mine(bigint) TO colporteur_coordinator;

-- It locks what a subscriber refers to, which wants the right to change that.
ALTER FUNCTION subscriber_place() SECURITY DEFINER;
ALTER FUNCTION is_erased(text) SECURITY DEFINER;
GRANT EXECUTE ON FUNCTION is_erased(text) TO colporteur_coordinator;

-- An import gives places itself; a coordinator's are worked out again, lest they say whatever opens
-- the door.
CREATE TRIGGER subscriber_placed_by_coordinator BEFORE INSERT OR UPDATE ON subscriber FOR EACH ROW
  WHEN (is_coordinator()) EXECUTE FUNCTION subscriber_place();

-- --- the acts of the law and of merging, for their people alone ---

ALTER FUNCTION subscriber_merge(bigint, bigint) RENAME TO subscriber_merge_any;
CREATE FUNCTION subscriber_merge(p_kept bigint, p_gone bigint) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
BEGIN
  IF NOT is_mine(p_kept) OR NOT is_mine(p_gone) THEN
    RAISE EXCEPTION 'one of them is not among your people' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM subscriber_merge_any(p_kept, p_gone);
END
$$;
COMMENT ON FUNCTION subscriber_merge(bigint, bigint) IS 'make the second record part of the first, where the session may see both';
REVOKE EXECUTE ON FUNCTION subscriber_merge_any(bigint, bigint) FROM colporteur_engine, colporteur_coordinator;

ALTER FUNCTION subscriber_erase(bigint, text) RENAME TO subscriber_erase_any;
CREATE FUNCTION subscriber_erase(p_subscriber bigint, p_how text) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
DECLARE
  numbers bigint[] := ARRAY(SELECT gone FROM subscriber_merged WHERE kept = p_subscriber) || p_subscriber;
BEGIN
  IF NOT is_mine(p_subscriber) THEN
    RAISE EXCEPTION 'that is none of your people' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM set_config('colporteur.actor', actor(), true);
  PERFORM subscriber_erase_any(p_subscriber, p_how);
  -- A coordinator's session cannot turn the log off, so what it has written just now goes behind.
  IF is_coordinator() THEN
    PERFORM set_config('colporteur.erasing', 'yes', true);
    DELETE FROM audit WHERE subscriber = ANY (numbers);
    PERFORM set_config('colporteur.erasing', '', true);
  END IF;
END
$$;
COMMENT ON FUNCTION subscriber_erase(bigint, text) IS 'remove a person from everything, leaving tombstones, where the session may see them';
REVOKE EXECUTE ON FUNCTION subscriber_erase_any(bigint, text) FROM colporteur_engine;
GRANT EXECUTE ON FUNCTION subscriber_erase(bigint, text), subscriber_merge(bigint, bigint) TO colporteur_engine, colporteur_coordinator;

-- What an erasure would find lies in tables that coordinators do not read.
CREATE FUNCTION subscriber_traces(p_subscriber bigint)
  RETURNS TABLE (addresses bigint, subscriptions bigint, consent_events bigint, bounces bigint, held bigint, roles bigint, posts bigint)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
  WITH keys AS MATERIALIZED (SELECT array_agg(address_key) AS all_of_them FROM address WHERE subscriber = p_subscriber),
  numbers AS MATERIALIZED (SELECT array_agg(n) AS all_of_them FROM (SELECT p_subscriber AS n UNION SELECT gone FROM subscriber_merged WHERE kept = p_subscriber) x)
  SELECT cardinality(k.all_of_them)::bigint,
         (SELECT count(*) FROM subscription WHERE subscriber = p_subscriber),
         (SELECT count(*) FROM consent_event WHERE subscriber = ANY (n.all_of_them)),
         (SELECT count(*) FROM bounce WHERE subscriber = ANY (n.all_of_them)),
         (SELECT count(*) FROM held_message WHERE lower(from_address) = ANY (k.all_of_them) OR lower(sender) = ANY (k.all_of_them)),
         (SELECT count(*) FROM list_role WHERE lower(address) = ANY (k.all_of_them)),
         (SELECT count(*) FROM post WHERE subscriber = p_subscriber)
  FROM keys k, numbers n WHERE is_mine(p_subscriber)
$$;
COMMENT ON FUNCTION subscriber_traces(bigint) IS 'how much subscriber_erase() would find, where the session may see them';
GRANT EXECUTE ON FUNCTION subscriber_traces(bigint) TO colporteur_engine, colporteur_coordinator;

CREATE FUNCTION subscriber_document(p_subscriber bigint) RETURNS text
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = colporteur, public, pg_temp AS $$
  WITH numbers AS MATERIALIZED (SELECT array_agg(n) AS n FROM (SELECT p_subscriber AS n UNION SELECT gone FROM subscriber_merged WHERE kept = p_subscriber) x)
  SELECT jsonb_pretty(jsonb_build_object(
    'name', s.name, 'language', s.language, 'knowledge', to_jsonb(s.knowledge), 'notes', s.notes,
    'known since', s.created_at, 'last contact', s.last_contact_at,
    'break', CASE WHEN s.break_from IS NOT NULL THEN jsonb_build_object('from', s.break_from, 'until', s.break_until) END,
    'addresses', (SELECT coalesce(jsonb_agg(jsonb_build_object('address', a.address, 'primary', a.is_primary) ORDER BY a.is_primary DESC, a.address_key), '[]') FROM address a WHERE a.subscriber = s.id),
    'territories', (SELECT coalesce(jsonb_agg(jsonb_build_object('code', t.code, 'name', t.name) ORDER BY t.code), '[]') FROM territory t WHERE t.id = ANY (s.territories)),
    'interests', (SELECT coalesce(jsonb_agg(jsonb_build_object('slug', i.slug, 'label', i.label_fr) ORDER BY i.slug), '[]') FROM interest i WHERE i.id = ANY (s.interests)),
    'programmes', (SELECT coalesce(jsonb_agg(jsonb_build_object('slug', p.slug, 'name', p.name) ORDER BY p.slug), '[]') FROM programme p WHERE p.id = ANY (s.programmes)),
    'subscriptions', (SELECT coalesce(jsonb_agg(jsonb_build_object('list', l.name, 'state', u.state, 'delivery', u.delivery, 'since', u.changed_at) ORDER BY l.name), '[]') FROM subscription u JOIN list l ON l.id = u.list WHERE u.subscriber = s.id),
    'consent', (SELECT coalesce(jsonb_agg(jsonb_build_object('at', c.at, 'what', c.what, 'how', c.how, 'list', l.name, 'text version', c.version::text, 'network', host(c.network)) ORDER BY c.at, c.id), '[]') FROM consent c LEFT JOIN list l ON l.id = c.list WHERE c.subscriber = ANY (n.n)),
    'roles', (SELECT coalesce(jsonb_agg(jsonb_build_object('list', l.name, 'role', r.role) ORDER BY l.name, r.role), '[]') FROM list_role r JOIN list l ON l.id = r.list JOIN address a ON a.address_key = lower(r.address) WHERE a.subscriber = s.id),
    'changes', (SELECT coalesce(jsonb_agg(jsonb_build_object('at', u.at, 'by', u.actor, 'what', u.what || ' ' || u.object, 'before', u.before::text, 'after', u.after::text) ORDER BY u.id), '[]') FROM audit u WHERE u.subscriber = ANY (n.n)),
    'posts', (SELECT coalesce(jsonb_agg(jsonb_build_object('list', l.name, 'at', p.date, 'subject', m.subject, 'message id', m.message_id) ORDER BY p.date), '[]') FROM post p JOIN list l ON l.id = p.list JOIN message m ON m.id = p.message WHERE p.subscriber = s.id),
    'returned mail', (SELECT coalesce(jsonb_agg(jsonb_build_object('at', b.received_at) ORDER BY b.received_at), '[]') FROM bounce b WHERE b.subscriber = ANY (n.n)),
    'deliveries', (SELECT coalesce(jsonb_agg(jsonb_build_object('list', l.name, 'kind', m.kind, 'at', coalesce(d.settled_at, m.created_at), 'state', CASE d.state WHEN 's' THEN 'sent' WHEN 'f' THEN 'failed' ELSE 'waiting' END) ORDER BY m.id), '[]')
       FROM mailing m JOIN list l ON l.id = m.list JOIN delivery d ON d.mailing = m.id AND d.recipient = ANY (n.n) WHERE m.kind <> 'notice')))
  FROM subscriber s, numbers n WHERE s.id = p_subscriber AND is_mine(s.id)
$$;
COMMENT ON FUNCTION subscriber_document(bigint) IS 'all that is known about a person, as JSON, to give it to them; where the session may see them';
GRANT EXECUTE ON FUNCTION subscriber_document(bigint) TO colporteur_engine, colporteur_coordinator;

-- --- the log names the role, whatever the session says of itself ---

CREATE FUNCTION actor() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  RETURN CASE WHEN starts_with(session_user::text, 'colporteur_coordinator_') THEN substr(session_user::text, 24)
              ELSE coalesce(current_setting('colporteur.actor', true), '') END;
COMMENT ON FUNCTION actor() IS 'the Unix user whose command this is; empty for the roles that handle mail';
GRANT EXECUTE ON FUNCTION actor() TO colporteur_coordinator;

CREATE FUNCTION audit_sign() RETURNS trigger LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
BEGIN
  NEW.actor := actor();
  RETURN NEW;
END
$$;
COMMENT ON FUNCTION audit_sign() IS 'a coordinator''s line has their name';
CREATE TRIGGER audit_signed BEFORE INSERT ON audit FOR EACH ROW WHEN (is_coordinator()) EXECUTE FUNCTION audit_sign();

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['subscriber', 'address', 'subscription'] LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER %1$I_audit AFTER UPDATE OR DELETE ON %1$I FOR EACH ROW
      WHEN (actor() <> '''') EXECUTE FUNCTION audit_note()', t);
  END LOOP;
END
$$;

-- --- their database roles ---

CREATE FUNCTION coordinator_role(p_name text) RETURNS void LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
DECLARE
  wanted name := 'colporteur_coordinator_' || p_name;
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
    EXECUTE format('CREATE ROLE %I LOGIN IN ROLE colporteur_coordinator', wanted);
    -- For psql; a command says both itself, and rights hang on neither.
    EXECUTE format('ALTER ROLE %I SET search_path = colporteur, public', wanted);
    EXECUTE format('ALTER ROLE %I SET colporteur.actor = %L', wanted, p_name);
    -- The policies look costly to the planner; compiling them takes longer than they do.
    EXECUTE format('ALTER ROLE %I SET jit = off', wanted);
  END IF;
END
$$;
COMMENT ON FUNCTION coordinator_role(text) IS 'make the database role of a coordinator; for a superuser, since none of ours may make roles';
REVOKE EXECUTE ON FUNCTION coordinator_role(text) FROM colporteur_engine, colporteur_coordinator;
