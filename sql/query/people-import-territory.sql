-- people-import-territory()
INSERT INTO subscriber_territory (subscriber, territory)
SELECT i.subscriber, t FROM incoming_subscriber i, unnest(i.territories) t WHERE i.is_new OR i.is_changed
ON CONFLICT DO NOTHING;
