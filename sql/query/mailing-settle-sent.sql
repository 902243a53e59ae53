-- mailing-settle-sent(mailing bigint, recipients bigint[], worker bigint, flight_mailings bigint[], flight_recipients bigint[], flight_attempts bigint[])
-- What mailing-settle does where all of it was sent and is of one mailing, which is nearly always: a
-- third of the work. Rows are found one by one and updated by their place: of a mailing that was
-- filled since the table was last analyzed the planner believes that it has one row, and would read
-- all of it instead (57 s for the first batch of 300,000).
WITH me AS (
  UPDATE worker
  SET flight_mailings = $4::bigint[], flight_recipients = $5::bigint[], flight_attempts = $6::bigint[],
      sent = sent + cardinality($2::bigint[]), seen_at = the_time()
  WHERE id = $3::bigint
), sent AS MATERIALIZED (
  SELECT p.place FROM unnest((SELECT $2::bigint[])) AS r(recipient)
  CROSS JOIN LATERAL (
    SELECT d.ctid AS place FROM delivery d WHERE d.mailing = $1::bigint AND d.recipient = r.recipient LIMIT 1
  ) p
)
UPDATE delivery
SET state = 's', settled_at = the_time()
WHERE ctid = ANY (ARRAY(SELECT place FROM sent)) AND state <> 's';
