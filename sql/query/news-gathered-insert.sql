-- news-gathered-insert(feed text, guid text) -> guid text
-- No row: it was gathered before.
INSERT INTO gathered (key, feed, guid) VALUES (sha256(convert_to($1 || E'\n' || $2, 'UTF8')), $1, $2)
ON CONFLICT DO NOTHING RETURNING guid;
