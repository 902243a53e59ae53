-- list-contact(subscriber bigint)
-- A mail of theirs is a contact; once a day is exact enough.
UPDATE subscriber SET last_contact_at = the_time()
WHERE id = $1 AND last_contact_at < the_time() - interval '1 day';
