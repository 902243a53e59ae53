-- list-delivery-set(list bigint, subscriber bigint, delivery text, every text, form text) -> delivery text, every text, form text
-- NULL leaves as it is. No row: they are not on it.
UPDATE subscription SET delivery = coalesce($3, delivery), digest_every = coalesce($4, digest_every), digest_form = coalesce($5, digest_form)
WHERE list = $1 AND subscriber = $2 AND state = 'confirmed'
RETURNING delivery, digest_every, digest_form;
