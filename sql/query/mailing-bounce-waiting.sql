-- mailing-bounce-waiting(most int) -> id bigint, raw bytea, status text, said text, address text, is_shared bool, of_all bool
-- Locked until the judgement is committed; what another clock holds is skipped.
SELECT b.id, b.raw, coalesce(b.status, ''), coalesce(b.said, ''), coalesce(a.address, ''), b.shared, b.subscriber = 0
FROM bounce b
LEFT JOIN address a ON a.subscriber = b.subscriber AND a.is_primary
WHERE b.judged_at IS NULL
ORDER BY b.id
LIMIT $1
FOR UPDATE OF b SKIP LOCKED;
