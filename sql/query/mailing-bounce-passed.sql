-- mailing-bounce-passed(wait bigint)
-- A probe that was sent and did not come back in time got through: all is forgotten.
DELETE FROM bounce_score s
WHERE s.state IN ('probing', 'trying') AND s.changed_at <= the_time() - $1::bigint * interval '1 microsecond'
  AND EXISTS (SELECT FROM mailing m WHERE m.id = s.probe AND m.state = 'finished')
  AND NOT EXISTS (SELECT FROM delivery d WHERE d.mailing = s.probe AND d.state <> 's')
  AND NOT EXISTS (SELECT FROM bounce b WHERE b.mailing = s.probe AND b.judged_at IS NULL);
