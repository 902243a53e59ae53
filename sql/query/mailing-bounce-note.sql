-- mailing-bounce-note(bounce bigint, class text, status text, reply int, rule text, said text, threshold int, days int, half_life bigint, everywhere bool) -> effect text
SELECT coalesce(bounce_note($1, $2, $3, $4, $5, $6, $7, $8, $9, $10), '');
