-- SPDX-License-Identifier: GPL-3.0-or-later
-- Topics: what a post is about among the interests of its list, and members who take only some.

SET LOCAL search_path = colporteur, public;

CREATE TABLE post_topic (
  list bigint NOT NULL REFERENCES list ON DELETE CASCADE,
  message bigint NOT NULL REFERENCES message ON DELETE CASCADE,
  interest bigint NOT NULL REFERENCES interest ON DELETE CASCADE,
  PRIMARY KEY (list, message, interest)
);
COMMENT ON TABLE post_topic IS 'what a post is about; a post without any goes to everybody';
COMMENT ON COLUMN post_topic.list IS 'which list';
COMMENT ON COLUMN post_topic.message IS 'which message';
COMMENT ON COLUMN post_topic.interest IS 'an interest of the list, or one below';
CREATE INDEX post_topic_message ON post_topic (message);
CREATE INDEX post_topic_interest ON post_topic (interest, list);
COMMENT ON INDEX post_topic_interest IS 'the posts about an interest';
GRANT SELECT, INSERT, UPDATE, DELETE ON post_topic TO colporteur_engine;

CREATE TABLE subscription_topic (
  list bigint NOT NULL,
  subscriber bigint NOT NULL,
  interest bigint NOT NULL REFERENCES interest ON DELETE CASCADE,
  PRIMARY KEY (list, subscriber, interest),
  FOREIGN KEY (subscriber, list) REFERENCES subscription (subscriber, list) ON UPDATE CASCADE ON DELETE CASCADE
);
COMMENT ON TABLE subscription_topic IS 'what a member takes of a list, with what is below it; no row: everything';
COMMENT ON COLUMN subscription_topic.list IS 'which list';
COMMENT ON COLUMN subscription_topic.subscriber IS 'who';
COMMENT ON COLUMN subscription_topic.interest IS 'an interest of the list, or one below';
CREATE INDEX subscription_topic_subscriber ON subscription_topic (subscriber);
GRANT SELECT, INSERT, UPDATE, DELETE ON subscription_topic TO colporteur_engine;
GRANT SELECT, INSERT, DELETE ON subscription_topic TO colporteur_coordinator;
ALTER TABLE subscription_topic ENABLE ROW LEVEL SECURITY;
CREATE POLICY engine ON subscription_topic TO colporteur_engine USING (true) WITH CHECK (true);
COMMENT ON POLICY engine ON subscription_topic IS 'commands of the administrator and roles that handle mail';
CREATE POLICY coordinator ON subscription_topic TO colporteur_coordinator
  USING (EXISTS (SELECT FROM subscription u WHERE u.list = subscription_topic.list AND u.subscriber = subscription_topic.subscriber));
COMMENT ON POLICY coordinator ON subscription_topic IS 'of subscriptions that are theirs';

-- Coordinators may not read what lists are about, but what one of theirs offers to choose from.
CREATE FUNCTION list_topics(p_list bigint) RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
  SELECT DISTINCT c.descendant FROM list_interest li JOIN interest_closure c ON c.ancestor = li.interest WHERE li.list = p_list
$$;
COMMENT ON FUNCTION list_topics(bigint) IS 'what posts of a list can be about: its interests and all below';
REVOKE EXECUTE ON FUNCTION list_topics(bigint) FROM PUBLIC;

CREATE FUNCTION topics_named(p_list bigint, p_words text[]) RETURNS TABLE (n bigint, interest bigint) LANGUAGE sql STABLE
  SET search_path = colporteur, pg_temp AS $$
  SELECT u.n, i.id
  FROM unnest(p_words) WITH ORDINALITY AS u (w, n)
  JOIN interest i ON i.slug = replace(plain(u.w), ' ', '-') OR plain(u.w) IN (plain(i.label_fr), plain(i.label_en), plain(i.label_br))
  WHERE i.id IN (SELECT list_topics(p_list))
$$;
COMMENT ON FUNCTION topics_named(bigint, text[]) IS 'which topics of a list words name: the slug, or the label in a language; the place of each word';

CREATE FUNCTION post_topics_take(p_list bigint, p_message bigint, p_words text[], p_given bigint[]) RETURNS void LANGUAGE plpgsql
  SET search_path = colporteur, pg_temp AS $$
-- What a moderator gives goes before what the mail names, and that before what its thread is about.
DECLARE
  topics bigint[] := p_given;
BEGIN
  IF cardinality(topics) = 0 THEN
    topics := ARRAY(SELECT DISTINCT interest FROM topics_named(p_list, p_words));
  END IF;
  IF cardinality(topics) = 0 THEN
    topics := ARRAY(SELECT DISTINCT t.interest
      FROM post p JOIN thread h ON h.id = p.thread JOIN thread all_of ON all_of.root = h.root
      JOIN post o ON o.thread = all_of.id AND o.list = p_list
      JOIN post_topic t ON t.list = p_list AND t.message = o.message
      WHERE p.list = p_list AND p.message = p_message);
  END IF;
  INSERT INTO post_topic (list, message, interest) SELECT p_list, p_message, unnest(topics) ON CONFLICT DO NOTHING;
END
$$;
COMMENT ON FUNCTION post_topics_take(bigint, bigint, text[], bigint[]) IS 'gives a new post its topics';

CREATE FUNCTION thread_topics_set(p_list bigint, p_message bigint, p_interests bigint[]) RETURNS bigint LANGUAGE plpgsql
  SET search_path = colporteur, pg_temp AS $$
DECLARE
  messages bigint[] := ARRAY(SELECT o.message
    FROM post p JOIN thread h ON h.id = p.thread JOIN thread all_of ON all_of.root = h.root JOIN post o ON o.thread = all_of.id AND o.list = p_list
    WHERE p.list = p_list AND p.message = p_message);
  slugs_before text[] := ARRAY(SELECT DISTINCT i.slug FROM post_topic t JOIN interest i ON i.id = t.interest WHERE t.list = p_list AND t.message = ANY (messages) ORDER BY 1);
BEGIN
  DELETE FROM post_topic WHERE list = p_list AND message = ANY (messages);
  INSERT INTO post_topic (list, message, interest) SELECT p_list, m, i FROM unnest(messages) m, unnest(p_interests) i ON CONFLICT DO NOTHING;
  PERFORM audit_archive('change', p_list,
    (SELECT jsonb_build_object('message_id', message_id, 'topics', slugs_before) FROM message WHERE id = p_message),
    (SELECT jsonb_build_object('message_id', message_id, 'topics', ARRAY(SELECT slug FROM interest WHERE id = ANY (p_interests) ORDER BY 1)) FROM message WHERE id = p_message));
  RETURN cardinality(messages);
END
$$;
COMMENT ON FUNCTION thread_topics_set(bigint, bigint, bigint[]) IS 'gives the whole thread of a post these topics and no others; how many posts that is';

CREATE FUNCTION subscription_topics_set(p_list bigint, p_subscriber bigint, p_interests bigint[]) RETURNS boolean LANGUAGE plpgsql
  SET search_path = colporteur, pg_temp AS $$
BEGIN
  PERFORM FROM subscription WHERE list = p_list AND subscriber = p_subscriber AND state = 'confirmed' FOR UPDATE;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  DELETE FROM subscription_topic WHERE list = p_list AND subscriber = p_subscriber AND interest <> ALL (p_interests);
  INSERT INTO subscription_topic (list, subscriber, interest)
    SELECT DISTINCT p_list, p_subscriber, i FROM unnest(p_interests) i WHERE i IN (SELECT list_topics(p_list)) ON CONFLICT DO NOTHING;
  RETURN true;
END
$$;
COMMENT ON FUNCTION subscription_topics_set(bigint, bigint, bigint[]) IS 'what a member takes of a list from now on; none: everything. False: they are not on it';

CREATE FUNCTION topics_follow() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
-- Nobody waits for posts about what the list is about no more; who chose nothing else gets everything.
BEGIN
  DELETE FROM subscription_topic s USING (SELECT DISTINCT list FROM gone) g
    WHERE s.list = g.list AND s.interest NOT IN (SELECT list_topics(s.list));
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION topics_follow() IS 'choices follow when a list is about something no more';
CREATE TRIGGER topics_follow AFTER DELETE ON list_interest REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION topics_follow();

CREATE FUNCTION topic_strangers(p_list bigint, p_message bigint) RETURNS SETOF bigint LANGUAGE sql STABLE ROWS 100
  SET search_path = colporteur, pg_temp AS $$
-- Without topics the answer is known before anybody is looked at. Who wrote in the thread gets it.
  WITH wanted AS MATERIALIZED (
    SELECT DISTINCT c.ancestor FROM post_topic t JOIN interest_closure c ON c.descendant = t.interest WHERE t.list = p_list AND t.message = p_message
  )
  SELECT s.subscriber FROM subscription_topic s LEFT JOIN wanted w ON w.ancestor = s.interest
  WHERE s.list = p_list AND (SELECT count(*) FROM wanted) > 0
    AND s.subscriber NOT IN (
      SELECT o.subscriber FROM post p JOIN thread h ON h.id = p.thread JOIN thread all_of ON all_of.root = h.root
      JOIN post o ON o.thread = all_of.id AND o.list = p_list
      WHERE p.list = p_list AND p.message = p_message AND o.subscriber IS NOT NULL)
  GROUP BY s.subscriber HAVING count(w.ancestor) = 0
$$;
COMMENT ON FUNCTION topic_strangers(bigint, bigint) IS 'members who take only some topics, and none of a post''s: it is not for them';

CREATE OR REPLACE FUNCTION important_readers(p_list bigint, p_message bigint) RETURNS SETOF bigint LANGUAGE sql STABLE
  SET search_path = colporteur, pg_temp AS $$
-- A post that was never distributed, or whose ledger is folded, so that nobody knows who has it,
-- reaches nobody any more. A digest has a post after its own mailing was begun.
  WITH issue AS MATERIALIZED (
    SELECT m.id FROM mailing m WHERE m.kind = 'post' AND m.message = p_message AND m.list = p_list AND m.state <> 'cancelled'
      AND NOT EXISTS (SELECT FROM mailing o WHERE o.kind = 'post' AND o.message = p_message AND o.list = p_list AND o.folded_at IS NOT NULL)
  ), had AS MATERIALIZED (
    SELECT d.recipient FROM issue i JOIN delivery d ON d.mailing = i.id
    UNION
    SELECT w.subscriber FROM digest_wait w WHERE w.message = p_message AND w.list = p_list
    UNION
    SELECT d.recipient FROM mailing m JOIN delivery d ON d.mailing = m.id
    WHERE m.kind = 'digest' AND m.list = p_list AND m.id > (SELECT min(id) FROM issue) AND m.posts @> ARRAY[p_message]
    UNION
    SELECT * FROM topic_strangers(p_list, p_message)
  )
  SELECT s.id
  FROM subscription u JOIN subscriber s ON s.id = u.subscriber
  WHERE EXISTS (SELECT FROM issue)
    AND u.list = p_list AND u.state = 'confirmed' AND u.delivery = 'important' AND NOT is_on_break(s) AND NOT is_paused(u)
    AND NOT EXISTS (SELECT FROM had h WHERE h.recipient = s.id)
    AND NOT EXISTS (SELECT FROM bounce_score b WHERE b.list = u.list AND b.subscriber = s.id AND b.state IN ('suspended', 'trying'))
    AND NOT EXISTS (SELECT FROM suppression p JOIN address a USING (address_key)
                    WHERE a.subscriber = s.id AND a.is_primary AND (p.list IS NULL OR p.list = u.list))
$$;

GRANT EXECUTE ON FUNCTION list_topics(bigint), topics_named(bigint, text[]), post_topics_take(bigint, bigint, text[], bigint[]),
  thread_topics_set(bigint, bigint, bigint[]), subscription_topics_set(bigint, bigint, bigint[]), topic_strangers(bigint, bigint) TO colporteur_engine;
GRANT EXECUTE ON FUNCTION list_topics(bigint), topics_named(bigint, text[]), subscription_topics_set(bigint, bigint, bigint[]) TO colporteur_coordinator;

-- What somebody chose is part of what is known of them.
CREATE OR REPLACE FUNCTION subscriber_document(p_subscriber bigint) RETURNS text
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
    'subscriptions', (SELECT coalesce(jsonb_agg(jsonb_build_object('list', l.name, 'state', u.state, 'delivery', u.delivery, 'since', u.changed_at,
       'topics', (SELECT string_agg(i.slug, ', ' ORDER BY i.slug) FROM subscription_topic x JOIN interest i ON i.id = x.interest WHERE x.list = u.list AND x.subscriber = u.subscriber)) ORDER BY l.name), '[]') FROM subscription u JOIN list l ON l.id = u.list WHERE u.subscriber = s.id),
    'consent', (SELECT coalesce(jsonb_agg(jsonb_build_object('at', c.at, 'what', c.what, 'how', c.how, 'list', l.name, 'text version', c.version::text, 'network', host(c.network)) ORDER BY c.at, c.id), '[]') FROM consent c LEFT JOIN list l ON l.id = c.list WHERE c.subscriber = ANY (n.n)),
    'roles', (SELECT coalesce(jsonb_agg(jsonb_build_object('list', l.name, 'role', r.role) ORDER BY l.name, r.role), '[]') FROM list_role r JOIN list l ON l.id = r.list JOIN address a ON a.address_key = lower(r.address) WHERE a.subscriber = s.id),
    'changes', (SELECT coalesce(jsonb_agg(jsonb_build_object('at', u.at, 'by', u.actor, 'what', u.what || ' ' || u.object, 'before', u.before::text, 'after', u.after::text) ORDER BY u.id), '[]') FROM audit u WHERE u.subscriber = ANY (n.n)),
    'posts', (SELECT coalesce(jsonb_agg(jsonb_build_object('list', l.name, 'at', p.date, 'subject', m.subject, 'message id', m.message_id) ORDER BY p.date), '[]') FROM (SELECT list, message, date, subscriber FROM post UNION ALL SELECT list, message, date, subscriber FROM withdrawn_post WHERE what = 'hide') p JOIN list l ON l.id = p.list JOIN message m ON m.id = p.message WHERE p.subscriber = s.id),
    'returned mail', (SELECT coalesce(jsonb_agg(jsonb_build_object('at', b.received_at) ORDER BY b.received_at), '[]') FROM bounce b WHERE b.subscriber = ANY (n.n)),
    'deliveries', (SELECT coalesce(jsonb_agg(jsonb_build_object('list', l.name, 'kind', m.kind, 'at', coalesce(d.settled_at, m.created_at), 'state', CASE d.state WHEN 's' THEN 'sent' WHEN 'f' THEN 'failed' ELSE 'waiting' END) ORDER BY m.id), '[]')
       FROM mailing m JOIN list l ON l.id = m.list JOIN delivery d ON d.mailing = m.id AND d.recipient = ANY (n.n) WHERE m.kind <> 'notice')))
  FROM subscriber s, numbers n WHERE s.id = p_subscriber AND is_mine(s.id)
$$;
