-- people-subscriber-export(subscriber bigint) -> document text
-- All that is known about a person, as JSON.
SELECT subscriber_document($1);
