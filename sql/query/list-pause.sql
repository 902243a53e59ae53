-- list-pause(list bigint, subscriber bigint, first_day text, last_day text)
-- NULL ends a pause.
UPDATE subscription SET pause_from = $3::date, pause_until = $4::date
WHERE list = $1 AND subscriber = $2 AND state = 'confirmed';
