-- mailing-worker-end(id bigint)
UPDATE worker SET ended_at = the_time(), seen_at = the_time(), holds = 0,
  flight_mailings = '{}', flight_recipients = '{}', flight_attempts = '{}'
WHERE id = $1;
