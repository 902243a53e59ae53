-- site-contribution-images(contribution bigint) -> position int, hash text, type text, width int, height int
SELECT position, hash, type, width, height FROM contribution_image WHERE contribution = $1 ORDER BY position;
