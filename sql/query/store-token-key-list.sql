-- store-token-key-list() -> id int, state text, created_at bigint, retired_at bigint
SELECT k.id::int,
       CASE WHEN k.retired_at IS NOT NULL THEN 'retired' WHEN f.signs THEN 'signs'
            WHEN k.created_at > the_time() - interval '5 minutes' THEN 'soon' ELSE 'verifies' END,
       us(k.created_at), coalesce(us(k.retired_at), 0)
FROM token_key k LEFT JOIN token_key_in_force f ON f.id = k.id ORDER BY k.id DESC;
