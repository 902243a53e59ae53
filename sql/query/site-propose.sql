-- site-propose(list text, address_key text, address text, language text, network text, per_address int, per_network int, overall int, kind text, title text, body text, author text, knowledge text[], source text, territory text, interests text[]) -> outcome text
SELECT propose($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16);
