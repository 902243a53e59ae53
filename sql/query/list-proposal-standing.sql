-- list-proposal-standing(list bigint, contribution bigint) -> address text, language text
-- Who is asked whether a proposal is theirs; no row where it was confirmed already, or is no more.
SELECT p.address, p.language FROM proposal p JOIN contribution c ON c.id = p.contribution
WHERE p.contribution = $2 AND p.list = $1 AND c.state = 'unconfirmed';
