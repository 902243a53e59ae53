-- news-gathered-became(feed text, guid text, contribution bigint)
UPDATE gathered SET contribution = $3 WHERE key = sha256(convert_to($1 || E'\n' || $2, 'UTF8'));
