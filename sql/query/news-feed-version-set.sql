-- news-feed-version-set(url text, etag text, modified text)
INSERT INTO feed_version (url, etag, modified) VALUES ($1, $2, $3)
ON CONFLICT (url) DO UPDATE SET etag = excluded.etag, modified = excluded.modified, fetched_at = the_time();
