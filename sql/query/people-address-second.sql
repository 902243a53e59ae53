-- people-address-second(subscriber bigint)
-- None is the one that mail goes to: until another is, in the same transaction.
UPDATE address SET is_primary = false WHERE subscriber = $1 AND is_primary;
