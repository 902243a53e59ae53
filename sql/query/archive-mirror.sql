-- archive-mirror(list bigint) -> url text, etag text
SELECT url, etag FROM mirror WHERE list = $1;
