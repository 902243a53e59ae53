-- mailing-digest-lists() -> id bigint
-- Lists that have posts waiting for digests.
SELECT l.id FROM list l WHERE EXISTS (SELECT FROM digest_wait w WHERE w.list = l.id) ORDER BY l.id;
