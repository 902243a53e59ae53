-- store-webhook-list() -> id bigint, url text, events text, waiting bigint, failed bigint, answer text
SELECT w.id, w.url, array_to_string(w.events, ' '), count(e.id) FILTER (WHERE e.state = 'q'), count(e.id) FILTER (WHERE e.state = 'f'),
       coalesce((SELECT x.answer FROM webhook_event x WHERE x.webhook = w.id AND x.attempts > 0 ORDER BY x.id DESC LIMIT 1), '')
FROM webhook w LEFT JOIN webhook_event e ON e.webhook = w.id GROUP BY w.id ORDER BY w.id;
