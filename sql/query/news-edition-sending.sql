-- news-edition-sending(edition bigint) -> starts bigint, zone text, wave int, not_after bigint
-- How it is to go; 0 is none. No row where nobody said.
SELECT coalesce(us(starts_at), 0), zone, wave, coalesce(us(not_after), 0) FROM sending WHERE edition = $1;
