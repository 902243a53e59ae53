-- mailing-bounce-refused(since bigint, most int)
-- What servers refused while we delivered weighs like what comes back. The unique index makes each
-- count once, however often this runs and wherever. What we gave up ourselves, nobody refused.
INSERT INTO bounce (mailing, subscriber, status, said, received_at)
SELECT d.mailing, d.recipient, d.status, d.reply, d.settled_at
FROM delivery d
JOIN mailing m ON m.id = d.mailing AND m.kind <> 'notice'
WHERE d.state = 'f' AND d.settled_at > the_time() - $1::bigint * interval '1 microsecond'
  AND NOT given_up(d.reply)
  AND NOT EXISTS (SELECT FROM bounce b WHERE b.mailing = d.mailing AND b.subscriber = d.recipient AND b.raw IS NULL)
ORDER BY d.settled_at
LIMIT $2
ON CONFLICT DO NOTHING;
