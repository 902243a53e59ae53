-- mailing-refused(mailing bigint, least int, percent int, provider text, domains text[]) -> paused bool
SELECT mailing_refused($1::bigint, $2::int, $3::int, $4::text, $5::text[]);
