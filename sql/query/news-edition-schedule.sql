-- news-edition-schedule(edition bigint, starts bigint) -> state text
-- Again for another time; no row where it is neither a composed draft nor scheduled.
WITH turned AS (
  UPDATE edition SET state = 'scheduled'
  WHERE id = $1::bigint AND state IN ('draft', 'scheduled') AND composed_at IS NOT NULL
  RETURNING id, state
), noted AS (
  INSERT INTO sending (edition, starts_at) SELECT id, at_us($2::bigint) FROM turned
  ON CONFLICT (edition) DO UPDATE SET starts_at = EXCLUDED.starts_at
)
SELECT state FROM turned;
