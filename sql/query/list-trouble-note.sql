-- list-trouble-note(list bigint, fault text, subject text, words text, hint text, since bigint) -> trouble bigint
-- list 0: all of it; since, in microseconds since the epoch, 0: now.
SELECT trouble_note(nullif($1::bigint, 0), $2, $3, $4, $5, at_us(nullif($6::bigint, 0)));
