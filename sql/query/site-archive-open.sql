-- site-archive-open(list text, token text) -> opened bool
SELECT archive_open($1, $2);
