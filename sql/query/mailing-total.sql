-- mailing-total(mailing bigint, total bigint)
UPDATE mailing SET total = $2 WHERE id = $1;
