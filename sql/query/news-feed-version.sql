-- news-feed-version(url text) -> etag text, modified text
SELECT etag, modified FROM feed_version WHERE url = $1;
