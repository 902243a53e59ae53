-- archive-redact-own(message bigint, raw bytea)
UPDATE message SET raw = $2, from_name = '', from_address = NULL WHERE id = $1;
