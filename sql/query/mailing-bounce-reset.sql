-- mailing-bounce-reset(address_key text, list bigint)
-- 0 is every list.
DELETE FROM bounce_score s USING address a
WHERE a.address_key = $1 AND s.subscriber = a.subscriber AND ($2::bigint = 0 OR s.list = $2);
