-- mailing-notice-read(mailing bigint) -> content bytea
SELECT content FROM mailing WHERE id = $1 AND kind IN ('notice', 'probe');
