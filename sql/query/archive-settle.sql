-- archive-settle() -> pages bigint
-- After many messages.
SELECT search_settle();
