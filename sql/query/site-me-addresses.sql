-- site-me-addresses(token text) -> handle text, masked text, is_first bool, waits text, due bigint
SELECT handle, masked, is_first, waits, due FROM me_addresses($1);
