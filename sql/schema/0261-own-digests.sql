-- SPDX-License-Identifier: GPL-3.0-or-later
-- Each member says how many posts a digest waits for, in which form it comes, and when a list has a
-- break, on their page too; what is known about a person says so.

SET LOCAL search_path = colporteur, public;

ALTER TABLE subscription ADD digest_posts smallint CHECK (digest_posts BETWEEN 1 AND 200);
COMMENT ON COLUMN subscription.digest_posts IS 'their digest with so many posts does not wait for its hour; NULL: as the list says';

CREATE FUNCTION site.me_reading(p_token text) RETURNS TABLE (list text, form text, posts int, list_posts int, pause_from date, pause_until date)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT l.name, u.digest_form, u.digest_posts::int, l.digest_posts::int, u.pause_from, u.pause_until
    FROM subscription u JOIN list l ON l.id = u.list
    WHERE u.subscriber = page_person(p_token) AND u.state = 'confirmed';
END
$$;
COMMENT ON FUNCTION site.me_reading(text) IS 'the form and size of their digests of each list, those of the list, and their breaks from one list';

CREATE FUNCTION site.me_set_reading(p_token text, p_list text, p_form text, p_posts int, p_from date, p_until date) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  who bigint := page_person(p_token);
  the_list bigint := (SELECT id FROM list WHERE name = p_list);
BEGIN
  UPDATE subscription SET digest_form = p_form, digest_posts = p_posts, pause_from = p_from, pause_until = p_until
    WHERE list = the_list AND subscriber = who AND state = 'confirmed'
      AND (digest_form, digest_posts, pause_from, pause_until) IS DISTINCT FROM (p_form, p_posts::smallint, p_from, p_until);
  IF FOUND THEN
    UPDATE subscriber SET last_contact_at = the_time() WHERE id = who;
    RETURN true;
  END IF;
  RETURN false;
END
$$;
COMMENT ON FUNCTION site.me_set_reading(text, text, text, int, date, date) IS
  'the form and size of their digests of a list from now on, and their break from it, NULLs: none; whether that changed anything';
GRANT EXECUTE ON FUNCTION site.me_reading(text), site.me_set_reading(text, text, text, int, date, date) TO colporteur_site, colporteur_engine;

CREATE OR REPLACE FUNCTION subscriber_merge_any(p_kept bigint, p_gone bigint) RETURNS void
  LANGUAGE plpgsql SET search_path = colporteur, public, pg_temp AS $$
DECLARE
  waiting jsonb;
  said_last bigint[];
BEGIN
  IF p_kept = p_gone THEN
    RAISE EXCEPTION 'both are the same person' USING ERRCODE = 'check_violation';
  END IF;
  PERFORM FROM subscriber WHERE id IN (p_kept, p_gone) ORDER BY id FOR UPDATE;
  UPDATE subscriber k SET
      name = coalesce(k.name, g.name),
      knowledge = ARRAY(SELECT DISTINCT x FROM unnest(k.knowledge || g.knowledge) x ORDER BY x),
      territories = k.territories || g.territories,
      interests = k.interests || g.interests,
      programmes = k.programmes || g.programmes,
      notes = nullif(concat_ws(E'\n', k.notes, g.notes), ''),
      created_at = least(k.created_at, g.created_at),
      last_contact_at = greatest(k.last_contact_at, g.last_contact_at),
      time_zone = coalesce(k.time_zone, g.time_zone),
      -- The break that ends last.
      break_from = CASE WHEN g.break_until > k.break_until OR k.break_until IS NULL THEN g.break_from ELSE k.break_from END,
      break_until = greatest(k.break_until, g.break_until)
    FROM subscriber g WHERE k.id = p_kept AND g.id = p_gone;
  -- What waits for the one and was not sent to the other as it came.
  SELECT coalesce(jsonb_agg(jsonb_build_object('list', w.list, 'at', w.at, 'message', w.message)), '[]') INTO waiting
    FROM digest_wait w
      JOIN subscription k ON k.subscriber = p_kept AND k.list = w.list
    WHERE w.subscriber = p_gone AND NOT (k.state = 'confirmed' AND k.delivery = 'each' AND w.at >= k.changed_at);
  -- On a list that both know, what was said last holds; who left in the same moment has left.
  said_last := ARRAY(SELECT k.list FROM subscription k JOIN subscription g ON g.subscriber = p_gone AND g.list = k.list
    WHERE k.subscriber = p_kept AND (g.changed_at > k.changed_at OR (g.changed_at = k.changed_at AND g.state = 'unsubscribed')));
  DELETE FROM subscription_topic WHERE subscriber = p_kept AND list = ANY (said_last);
  INSERT INTO subscription_topic (list, subscriber, interest)
    SELECT list, p_kept, interest FROM subscription_topic WHERE subscriber = p_gone AND list = ANY (said_last);
  UPDATE subscription k SET state = g.state, delivery = g.delivery, digest_every = g.digest_every, digest_form = g.digest_form, digest_posts = g.digest_posts,
      pause_from = g.pause_from, pause_until = g.pause_until, changed_at = g.changed_at
    FROM subscription g
    WHERE k.subscriber = p_kept AND g.subscriber = p_gone AND g.list = k.list AND k.list = ANY (said_last);
  UPDATE subscription k SET posting = g.posting FROM subscription g
    WHERE k.subscriber = p_kept AND g.subscriber = p_gone AND g.list = k.list AND g.posting IN ('watched', 'muted') AND k.posting <> 'muted';
  INSERT INTO digest_wait (list, subscriber, at, message)
    SELECT w.list, p_kept, w.at, w.message FROM jsonb_to_recordset(waiting) w (list bigint, at timestamptz, message bigint)
      JOIN subscription k ON k.subscriber = p_kept AND k.list = w.list AND k.state = 'confirmed' AND k.delivery <> 'none'
    WHERE NOT EXISTS (SELECT FROM digest_wait d WHERE d.list = w.list AND d.subscriber = p_kept AND d.message = w.message)
    ON CONFLICT DO NOTHING;
  -- Lists that only the second record knows come along with what waits there.
  UPDATE subscription g SET subscriber = p_kept WHERE subscriber = p_gone
    AND NOT EXISTS (SELECT FROM subscription k WHERE k.subscriber = p_kept AND k.list = g.list);
  UPDATE address SET subscriber = p_kept, is_primary = false WHERE subscriber = p_gone;
  UPDATE bounce SET subscriber = p_kept WHERE subscriber = p_gone;
  DELETE FROM bounce_score WHERE subscriber = p_gone; -- mail came back from addresses that are second now
  UPDATE post SET subscriber = p_kept WHERE subscriber = p_gone;
  -- What waits for the one goes to the other, once.
  UPDATE delivery d SET recipient = p_kept FROM mailing m
    WHERE m.id = d.mailing AND m.state <> 'finished' AND m.kind <> 'notice' AND d.recipient = p_gone AND d.state = 'q'
      AND NOT EXISTS (SELECT FROM delivery k WHERE k.mailing = d.mailing AND k.recipient = p_kept);
  UPDATE subscriber_merged SET kept = p_kept WHERE kept = p_gone;
  INSERT INTO subscriber_merged (gone, kept) VALUES (p_gone, p_kept);
  DELETE FROM subscriber WHERE id = p_gone;
END
$$;

CREATE OR REPLACE FUNCTION subscriber_document(p_subscriber bigint) RETURNS text
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = colporteur, public, pg_temp AS $$
  WITH numbers AS MATERIALIZED (SELECT array_agg(n) AS n FROM (SELECT p_subscriber AS n UNION SELECT gone FROM subscriber_merged WHERE kept = p_subscriber) x)
  SELECT jsonb_pretty(jsonb_build_object(
    'name', s.name, 'language', s.language, 'time zone', s.time_zone, 'knowledge', to_jsonb(s.knowledge), 'notes', s.notes,
    'known since', s.created_at, 'last contact', s.last_contact_at,
    'break', CASE WHEN s.break_from IS NOT NULL THEN jsonb_build_object('from', s.break_from, 'until', s.break_until) END,
    'addresses', (SELECT coalesce(jsonb_agg(jsonb_build_object('address', a.address, 'primary', a.is_primary) ORDER BY a.is_primary DESC, a.address_key), '[]') FROM address a WHERE a.subscriber = s.id),
    'territories', (SELECT coalesce(jsonb_agg(jsonb_build_object('code', t.code, 'name', t.name) ORDER BY t.code), '[]') FROM territory t WHERE t.id = ANY (s.territories)),
    'interests', (SELECT coalesce(jsonb_agg(jsonb_build_object('slug', i.slug, 'label', i.label_fr) ORDER BY i.slug), '[]') FROM interest i WHERE i.id = ANY (s.interests)),
    'programmes', (SELECT coalesce(jsonb_agg(jsonb_build_object('slug', p.slug, 'name', p.name) ORDER BY p.slug), '[]') FROM programme p WHERE p.id = ANY (s.programmes)),
    'subscriptions', (SELECT coalesce(jsonb_agg(jsonb_build_object('list', l.name, 'state', u.state, 'delivery', u.delivery, 'since', u.changed_at,
       'digests', CASE u.delivery WHEN 'digest' THEN concat_ws(' ', u.digest_every, u.digest_form, u.digest_posts) END,
       'break', u.pause_from || ' to ' || u.pause_until,
       'topics', (SELECT string_agg(i.slug, ', ' ORDER BY i.slug) FROM subscription_topic x JOIN interest i ON i.id = x.interest WHERE x.list = u.list AND x.subscriber = u.subscriber)) ORDER BY l.name), '[]') FROM subscription u JOIN list l ON l.id = u.list WHERE u.subscriber = s.id),
    'invitations', (SELECT coalesce(jsonb_agg(jsonb_build_object('list', l.name, 'decided', i.invited_at, 'written', i.sent_at) ORDER BY i.invited_at, l.name), '[]') FROM list_invitation i JOIN list l ON l.id = i.list WHERE i.subscriber = s.id),
    'consent', (SELECT coalesce(jsonb_agg(jsonb_build_object('at', c.at, 'what', c.what, 'how', c.how, 'list', l.name, 'text version', c.version::text, 'network', host(c.network)) ORDER BY c.at, c.id), '[]') FROM consent c LEFT JOIN list l ON l.id = c.list WHERE c.subscriber = ANY (n.n)),
    'roles', (SELECT coalesce(jsonb_agg(jsonb_build_object('list', l.name, 'role', r.role) ORDER BY l.name, r.role), '[]') FROM list_role r JOIN list l ON l.id = r.list JOIN address a ON a.address_key = lower(r.address) WHERE a.subscriber = s.id),
    'changes', (SELECT coalesce(jsonb_agg(jsonb_build_object('at', u.at, 'by', u.actor, 'what', u.what || ' ' || u.object, 'before', u.before::text, 'after', u.after::text) ORDER BY u.id), '[]') FROM audit u WHERE u.subscriber = ANY (n.n)),
    'posts', (SELECT coalesce(jsonb_agg(jsonb_build_object('list', l.name, 'at', p.date, 'subject', m.subject, 'message id', m.message_id) ORDER BY p.date), '[]') FROM (SELECT list, message, date, subscriber FROM post UNION ALL SELECT list, message, date, subscriber FROM withdrawn_post WHERE what = 'hide') p JOIN list l ON l.id = p.list JOIN message m ON m.id = p.message WHERE p.subscriber = s.id),
    'returned mail', (SELECT coalesce(jsonb_agg(jsonb_build_object('at', b.received_at) ORDER BY b.received_at), '[]') FROM bounce b WHERE b.subscriber = ANY (n.n)),
    'deliveries', (SELECT coalesce(jsonb_agg(jsonb_build_object('list', l.name, 'kind', m.kind, 'at', coalesce(d.settled_at, m.created_at), 'state', CASE d.state WHEN 's' THEN 'sent' WHEN 'f' THEN 'failed' ELSE 'waiting' END) ORDER BY m.id), '[]')
       FROM mailing m JOIN list l ON l.id = m.list JOIN delivery d ON d.mailing = m.id AND d.recipient = ANY (n.n) WHERE m.kind <> 'notice'),
    'proposals', (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', c.kind, 'title', c.title, 'text', c.body, 'author', c.author, 'source', c.source, 'state', c.state, 'at', c.proposed_at, 'how', q.how) ORDER BY c.id), '[]')
       FROM address a JOIN proposal q ON q.address_key = a.address_key JOIN contribution c ON c.id = q.contribution WHERE a.subscriber = s.id),
    'address changes', (SELECT coalesce(jsonb_agg(jsonb_build_object('address', g.address, 'what', g.what, 'at', g.asked_at, 'due', g.due_at) ORDER BY g.id), '[]') FROM address_change g WHERE g.subscriber = s.id)))
  FROM subscriber s, numbers n WHERE s.id = p_subscriber AND is_mine(s.id)
$$;
