-- mailing-settle(mailings bigint[], recipients bigint[], attempts bigint[], outcomes text[], waits bigint[], statuses text[], replies text[])
-- Outcomes: s sent, f failed, q again after the wait, b given back untried. "Sent" is believed
-- whatever has become of the claim; the others only while it is theirs. Behind SELECT the planner
-- cannot count an array, and so does not plan anew for each: that was a third of the work.
UPDATE delivery d
SET state = CASE a.outcome WHEN 'b' THEN 'q' ELSE a.outcome END::"char",
    attempts = CASE a.outcome WHEN 'b' THEN greatest(d.attempts - 1, 0) ELSE d.attempts END,
    next_try = CASE WHEN a.outcome IN ('q', 'b') THEN the_time() + a.wait * interval '1 microsecond'
                    ELSE d.next_try END,
    settled_at = CASE WHEN a.outcome IN ('s', 'f') THEN the_time() END,
    status = CASE WHEN a.outcome = 's' THEN d.status ELSE coalesce(nullif(a.status, ''), d.status) END,
    reply = CASE WHEN a.outcome = 's' THEN d.reply ELSE coalesce(nullif(a.reply, ''), d.reply) END
FROM unnest((SELECT $1::bigint[]), (SELECT $2::bigint[]), (SELECT $3::bigint[]), (SELECT $4::text[]),
            (SELECT $5::bigint[]), (SELECT $6::text[]), (SELECT $7::text[]))
  AS a(mailing, recipient, attempt, outcome, wait, status, reply)
WHERE d.mailing = a.mailing AND d.recipient = a.recipient
  AND CASE WHEN a.outcome = 's' THEN d.state <> 's' ELSE d.state = 'c' AND d.attempts = a.attempt END;
