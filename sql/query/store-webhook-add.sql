-- store-webhook-add(url text, events text[], secret bytea) -> id bigint
INSERT INTO webhook (url, events, secret) VALUES ($1, $2, $3) ON CONFLICT (url) DO NOTHING RETURNING id;
