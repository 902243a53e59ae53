-- list-proposal-add(list bigint, address_key text, address text, language text, message_id text, left_out int, tell bool, kind text, title text, body text, author text, knowledge text[], source text, territories bigint[], interests bigint[]) -> contribution bigint, outcome text
SELECT coalesce(contribution, 0), outcome
FROM proposal_add($1, $2, $3, $4, 'mail', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15);
