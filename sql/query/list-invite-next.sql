-- list-invite-next() -> list bigint, subscriber bigint, address text, language text, lists text, places text, interests text
-- The next that waits, marked as written and locked until the caller commits; one a day for each
-- person, whatever lists they are invited to. With it what we know of them that it is about.
WITH due AS (
  SELECT i.list, i.subscriber FROM list_invitation i JOIN subscriber s ON s.id = i.subscriber
  WHERE i.sent_at IS NULL AND NOT is_on_break(s)
    AND NOT EXISTS (SELECT FROM list_invitation o WHERE o.subscriber = i.subscriber AND o.sent_at > the_time() - interval '1 day')
  ORDER BY i.invited_at, i.subscriber, i.list LIMIT 1 FOR UPDATE OF i SKIP LOCKED
)
UPDATE list_invitation i SET sent_at = the_time()
FROM due, subscriber s, address a
WHERE i.list = due.list AND i.subscriber = due.subscriber AND s.id = due.subscriber AND a.subscriber = s.id AND a.is_primary
RETURNING i.list, i.subscriber, a.address, s.language,
  coalesce((SELECT string_agg(l.title, ', ' ORDER BY l.title) FROM subscription u JOIN list l ON l.id = u.list WHERE u.subscriber = s.id AND u.state = 'confirmed'), ''),
  coalesce((SELECT string_agg(t.name, ', ' ORDER BY t.name) FROM territory t WHERE t.id = ANY (s.territories)), ''),
  coalesce((SELECT string_agg(CASE s.language WHEN 'en' THEN x.label_en WHEN 'br' THEN x.label_br ELSE x.label_fr END, ', ' ORDER BY x.position, x.slug)
            FROM interest x WHERE x.id = ANY (s.interests)), '');
