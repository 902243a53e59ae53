-- mailing-refused(mailing bigint, least int, percent int) -> paused bool
SELECT mailing_refused($1::bigint, $2::int, $3::int);
