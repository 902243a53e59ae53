-- list-delivery-set(list bigint, subscriber bigint, delivery text)
UPDATE subscription SET delivery = $3 WHERE list = $1 AND subscriber = $2 AND state = 'confirmed';
