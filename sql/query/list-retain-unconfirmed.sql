-- list-retain-unconfirmed(days int, most int) -> removed int
SELECT retain_unconfirmed($1, $2);
