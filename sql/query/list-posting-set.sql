-- list-posting-set(list bigint, address_key text, posting text)
UPDATE subscription SET posting = $3
WHERE list = $1 AND subscriber = (SELECT subscriber FROM address WHERE address_key = $2);
