-- list-retain-inactive(months int, days int, most int) -> erased int
SELECT retain_inactive($1, $2, $3);
