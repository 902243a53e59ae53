-- mailing-suppression-remove(addresses text[], list bigint)
-- 0 is whatever list.
DELETE FROM suppression WHERE address_key = ANY ($1::text[]) AND ($2::bigint = 0 OR list = $2);
