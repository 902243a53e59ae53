-- mailing-settle-sent(mailing bigint, recipients bigint[], worker bigint, flight_mailings bigint[], flight_recipients bigint[], flight_attempts bigint[])
-- What mailing-settle does where all of it was sent and is of one mailing, which is nearly always: a
-- third of the work. Behind SELECT the planner cannot count the array, and so does not plan anew.
WITH me AS (
  UPDATE worker
  SET flight_mailings = $4::bigint[], flight_recipients = $5::bigint[], flight_attempts = $6::bigint[],
      sent = sent + cardinality($2::bigint[]), seen_at = the_time()
  WHERE id = $3::bigint
)
UPDATE delivery
SET state = 's', settled_at = the_time()
WHERE mailing = $1::bigint AND recipient = ANY ((SELECT $2::bigint[])::bigint[]) AND state <> 's';
