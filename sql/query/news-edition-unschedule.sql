-- news-edition-unschedule(edition bigint) -> state text
-- A draft again, to be changed, composed, scheduled. No row where it was not scheduled.
WITH turned AS (
  UPDATE edition SET state = 'draft' WHERE id = $1::bigint AND state = 'scheduled' RETURNING id, state
), noted AS (
  UPDATE sending s SET starts_at = NULL FROM turned WHERE s.edition = turned.id
)
SELECT state FROM turned;
