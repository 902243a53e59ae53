-- people-subscriber-break(subscriber bigint, first_day text, last_day text)
UPDATE subscriber SET break_from = $2::date, break_until = $3::date WHERE id = $1;
