-- list-page-letter-take() -> what text, list bigint, subscriber bigint, event bigint, change bigint, address text, language text
-- The next letter that a page asked for, taken out and locked until the caller commits. For who is
-- not there any more, or a list that is not, nothing is to be written: number and words are empty.
DELETE FROM page_letter p USING (SELECT id FROM page_letter WHERE network IS NULL ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED) due
WHERE p.id = due.id
RETURNING p.what, coalesce((SELECT l.id FROM list l WHERE l.id = p.list), 0), subscriber_now(p.subscriber), coalesce(p.event, 0), coalesce(p.change, 0),
  coalesce(p.address, (SELECT a.address FROM address a WHERE a.subscriber = subscriber_now(p.subscriber) AND a.is_primary), ''),
  coalesce(p.language, (SELECT s.language FROM subscriber s WHERE s.id = subscriber_now(p.subscriber)), '');
