-- SPDX-License-Identifier: GPL-3.0-or-later
-- What is known about a person holds the lists they were invited to.

SET LOCAL search_path = colporteur, public;

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
