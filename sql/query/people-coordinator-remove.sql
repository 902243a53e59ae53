-- people-coordinator-remove(name text)
UPDATE coordinator SET ended_at = the_time() WHERE name = $1 AND ended_at IS NULL;
