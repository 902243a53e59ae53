-- mailing-refused(mailing bigint, recipient bigint, attempt int, least int, percent int, provider text, domains text[]) -> paused bool
SELECT mailing_refused($1::bigint, $2::bigint, $3::int, $4::int, $5::int, $6::text, $7::text[]);
