-- mailing-worker-host(worker bigint, position int, host text, weight int, connections int, messages int, rate text, sessions int, sent bigint, rest bigint, reply text)
INSERT INTO worker_host AS h (worker, position, host, weight, connections, messages, rate, sessions, sent, rests_until, reply)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, the_time() + nullif($10::bigint, 0) * interval '1 microsecond', $11)
ON CONFLICT (worker, position) DO UPDATE
SET sessions = EXCLUDED.sessions, sent = EXCLUDED.sent, rests_until = EXCLUDED.rests_until, reply = EXCLUDED.reply
WHERE (h.sessions, h.sent, h.rests_until, h.reply) IS DISTINCT FROM (EXCLUDED.sessions, EXCLUDED.sent, EXCLUDED.rests_until, EXCLUDED.reply);
