-- site-contribution-image(contribution bigint, hash text) -> type text, data bytea
SELECT type, data FROM contribution_image WHERE contribution = $1 AND hash = $2 LIMIT 1;
