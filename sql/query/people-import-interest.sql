-- people-import-interest()
INSERT INTO subscriber_interest (subscriber, interest)
SELECT i.subscriber, t FROM incoming_subscriber i, unnest(i.interests) t WHERE i.is_new OR i.is_changed
ON CONFLICT DO NOTHING;
