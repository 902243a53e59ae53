-- store-webhook-rotate(id bigint, secret bytea, hours int) -> until bigint
-- From now on signed with this secret, and for so many hours with the one before, too. until: 0 is not at all.
UPDATE webhook SET secret_before = CASE WHEN $3 > 0 THEN secret END,
  before_until = CASE WHEN $3 > 0 THEN the_time() + $3 * interval '1 hour' END, secret = $2
WHERE id = $1 RETURNING coalesce(us(before_until), 0);
