-- people-initials-set(subscriber bigint, initials bool)
UPDATE subscriber SET by_initials = $2 WHERE id = $1;
