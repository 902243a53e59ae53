-- list-doctor(list bigint, zone text) -> fault text, what text, number bigint
-- What the database knows to be wrong with a list: a word for each fault, what or whom it is about, how many.
WITH l AS (SELECT * FROM list WHERE id = $1),
keeper AS (
  SELECT DISTINCT r.address, a.subscriber, lower(r.address) AS key FROM list_role r LEFT JOIN address a ON a.address_key = lower(r.address) WHERE r.list = $1
), reader AS MATERIALIZED (
  SELECT u.*, is_paused(u) OR is_on_break(s) AS pauses, coalesce(s.time_zone, $2) AS zone,
    EXISTS (SELECT FROM bounce_score b WHERE b.list = u.list AND b.subscriber = u.subscriber AND b.state IN ('suspended', 'trying'))
    OR EXISTS (SELECT FROM suppression p JOIN address a USING (address_key)
               WHERE a.subscriber = u.subscriber AND a.is_primary AND (p.list IS NULL OR p.list = u.list)) AS is_lost
  FROM subscription u JOIN subscriber s ON s.id = u.subscriber WHERE u.list = $1 AND u.state = 'confirmed'
), share AS (
  SELECT count(*) AS n, count(*) FILTER (WHERE is_lost) AS lost, count(*) FILTER (WHERE pauses) AS pausing FROM reader
)
SELECT 'no-keeper', '', 0::bigint FROM l WHERE NOT EXISTS (SELECT FROM keeper)
UNION ALL SELECT 'no-owner', '', 0 FROM l WHERE EXISTS (SELECT FROM keeper) AND NOT EXISTS (SELECT FROM list_role WHERE list = $1 AND role = 'owner')
UNION ALL SELECT 'keeper-suppressed', k.address, 0 FROM keeper k
  WHERE EXISTS (SELECT FROM suppression p WHERE p.address_key = k.key AND (p.list IS NULL OR p.list = $1))
UNION ALL SELECT 'keeper-bouncing', k.address, 0 FROM keeper k
  WHERE EXISTS (SELECT FROM bounce_score b WHERE b.subscriber = k.subscriber AND b.state <> 'counting')
UNION ALL SELECT 'held-long', '', count(*) FROM held_message WHERE list = $1 AND state = 'held' AND received_at < the_time() - interval '7 days' HAVING count(*) > 0
UNION ALL SELECT 'digest-late', '', count(*) FROM reader r
  WHERE NOT r.pauses AND NOT r.is_lost AND r.delivery <> 'none'
    AND EXISTS (SELECT FROM digest_wait w JOIN l ON true WHERE w.list = r.list AND w.subscriber = r.subscriber
                AND w.at < digest_moment(r.digest_every, l.digest_hour, l.digest_day, r.zone)
                AND digest_moment(r.digest_every, l.digest_hour, l.digest_day, r.zone) < the_time() - interval '1 hour'
                AND r.digested_at >= digest_moment(r.digest_every, l.digest_hour, l.digest_day, r.zone) IS NOT TRUE) HAVING count(*) > 0
UNION ALL SELECT 'delivery-stuck', '', count(*) FROM mailing m JOIN delivery d ON d.mailing = m.id
  WHERE m.list = $1 AND m.state = 'running' AND m.kind <> 'edition' AND d.state IN ('q', 'c') AND d.next_try < the_time() - interval '1 hour' HAVING count(*) > 0
UNION ALL SELECT 'intake-late', '', count(*) FROM intake i WHERE list = $1 AND fault IS NULL AND received_at < the_time() - interval '10 minutes'
  AND (subscriber IS NULL OR EXISTS (SELECT FROM subscriber s WHERE s.id = i.subscriber)) HAVING count(*) > 0
UNION ALL SELECT 'intake-orphaned', '', count(*) FROM intake i WHERE list = $1
  AND subscriber IS NOT NULL AND NOT EXISTS (SELECT FROM subscriber s WHERE s.id = i.subscriber) HAVING count(*) > 0
UNION ALL SELECT 'intake-failing', max(fault), count(*) FROM intake WHERE list = $1 AND fault IS NOT NULL AND set_aside_at IS NULL HAVING count(*) > 0
UNION ALL SELECT 'intake-aside', '', count(*) FROM intake WHERE list = $1 AND set_aside_at IS NOT NULL HAVING count(*) > 0
UNION ALL SELECT 'readers-lost', '', lost * 100 / n FROM share WHERE n > 0 AND lost >= 3 AND lost * 10 >= n
UNION ALL SELECT 'readers-pausing', '', pausing * 100 / n FROM share WHERE n > 0 AND pausing >= 4 AND pausing * 2 >= n
UNION ALL SELECT 'place-gone', t.name, 0 FROM list_territory a JOIN territory t ON t.id = a.territory WHERE a.list = $1 AND t.retired_in IS NOT NULL
UNION ALL SELECT 'parent-closed', p.name, 0 FROM l JOIN list p ON p.id = l.parent WHERE p.closed_at IS NOT NULL
UNION ALL SELECT 'parent-private', p.name, 0 FROM l JOIN list p ON p.id = l.parent WHERE l.is_public AND NOT p.is_public
UNION ALL SELECT 'nobody-reads', '', 0 FROM l, share WHERE n = 0 AND closed_at IS NULL;
