-- list-held-look(held bigint, by text) -> by text
-- Claims it for somebody who looks at it, unless another does; who has it now. No row: it does not wait.
WITH mine AS (
  UPDATE held_message h SET claimed_by = $2, claimed_at = the_time()
  WHERE id = $1 AND state = 'held' AND (NOT is_claimed(h) OR claimed_by = $2) RETURNING claimed_by
)
SELECT claimed_by FROM mine
UNION ALL
SELECT claimed_by FROM held_message h WHERE id = $1 AND is_claimed(h) AND NOT EXISTS (SELECT FROM mine);
