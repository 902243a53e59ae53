-- list-retain-proposers(days int, most int) -> forgotten int
SELECT retain_proposers($1, $2);
