-- mailing-renew(mailings bigint[], recipients bigint[], attempts bigint[], lease bigint)
UPDATE delivery d
SET next_try = the_time() + $4::bigint * interval '1 microsecond'
FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS a(mailing, recipient, attempt)
WHERE d.mailing = a.mailing AND d.recipient = a.recipient AND d.state = 'c' AND d.attempts = a.attempt;
