-- archive-mirror-month-forget(list bigint, month text)
DELETE FROM mirror_month WHERE list = $1 AND month = $2;
