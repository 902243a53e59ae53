-- list-reader(subscriber bigint) -> address text, language text
-- Where mail of theirs goes.
SELECT a.address, s.language FROM subscriber s JOIN address a ON a.subscriber = s.id AND a.is_primary
WHERE s.id = subscriber_now($1);
