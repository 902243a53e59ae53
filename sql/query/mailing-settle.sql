-- mailing-settle(mailings bigint[], recipients bigint[], attempts bigint[], outcomes text[], waits bigint[], statuses text[], replies text[], worker bigint, flight_mailings bigint[], flight_recipients bigint[], flight_attempts bigint[], sent bigint, put_off bigint, failed bigint, unknown bigint)
-- Outcomes: s sent, f failed, u unknown, q again after the wait, b given back untried. "Sent" is
-- believed whatever has become of the claim; the others only while it is theirs. Behind SELECT the
-- planner cannot count an array, and so does not plan anew for each: that was a third of the work.
-- What the worker has on its connections from now on becomes true with what it settles.
WITH me AS (
  UPDATE worker
  SET flight_mailings = $9::bigint[], flight_recipients = $10::bigint[], flight_attempts = $11::bigint[],
      sent = sent + $12::bigint, put_off = put_off + $13::bigint, failed = failed + $14::bigint,
      unknown = unknown + $15::bigint, seen_at = the_time()
  WHERE id = $8::bigint
)
UPDATE delivery d
SET state = CASE a.outcome WHEN 'b' THEN 'q' ELSE a.outcome END::"char",
    attempts = CASE a.outcome WHEN 'b' THEN greatest(d.attempts - 1, 0) ELSE d.attempts END,
    next_try = CASE WHEN a.outcome IN ('q', 'b') THEN the_time() + a.wait * interval '1 microsecond'
                    ELSE d.next_try END,
    settled_at = CASE WHEN a.outcome IN ('s', 'f', 'u') THEN the_time() END,
    status = CASE WHEN a.outcome = 's' THEN d.status ELSE coalesce(nullif(a.status, ''), d.status) END,
    reply = CASE WHEN a.outcome = 's' THEN d.reply ELSE coalesce(nullif(a.reply, ''), d.reply) END
FROM unnest((SELECT $1::bigint[]), (SELECT $2::bigint[]), (SELECT $3::bigint[]), (SELECT $4::text[]),
            (SELECT $5::bigint[]), (SELECT $6::text[]), (SELECT $7::text[]))
  AS a(mailing, recipient, attempt, outcome, wait, status, reply)
WHERE d.mailing = a.mailing AND d.recipient = a.recipient
  AND CASE WHEN a.outcome = 's' THEN d.state <> 's' ELSE d.state = 'c' AND d.attempts = a.attempt END;
