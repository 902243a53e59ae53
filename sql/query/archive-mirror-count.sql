-- archive-mirror-count(list bigint) -> posts bigint
SELECT count(*) FROM mirror_post WHERE list = $1 AND NOT is_gone;
