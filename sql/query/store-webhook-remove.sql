-- store-webhook-remove(id bigint) -> url text
DELETE FROM webhook WHERE id = $1 RETURNING url;
