-- mailing-hosts(most int) -> worker bigint, host text, weight int, sessions int, connections int, messages int, rate text, sent bigint, until bigint, reply text
-- As each worker that lives said last; until is 0 for what is not left alone.
SELECT w.id, h.host, h.weight, h.sessions, h.connections, h.messages, h.rate, h.sent,
       CASE WHEN h.rests_until > the_time() THEN us(h.rests_until) ELSE 0 END, CASE WHEN h.rests_until > the_time() THEN h.reply ELSE '' END
FROM worker w JOIN worker_host h ON h.worker = w.id
WHERE w.ended_at IS NULL AND w.seen_at > the_time() - interval '2 minutes'
ORDER BY w.id DESC, h.position
LIMIT $1;
