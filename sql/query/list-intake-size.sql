-- list-intake-size(list bigint) -> mails bigint, bytes bigint, aside bigint
-- What waits to be filed, on a list or with 0 on all, and beside it how many were set aside.
SELECT count(*) FILTER (WHERE set_aside_at IS NULL), coalesce(sum(octet_length(raw)) FILTER (WHERE set_aside_at IS NULL), 0)::bigint,
       count(*) FILTER (WHERE set_aside_at IS NOT NULL) FROM intake WHERE $1 = 0 OR list = $1;
