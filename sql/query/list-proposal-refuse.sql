-- list-proposal-refuse(list bigint, contribution bigint) -> address text, language text
-- Who was asked whether a proposal is theirs says no: it goes. Whom that was asked; no row where it
-- was confirmed already, or is no more.
WITH refused AS (
  SELECT p.contribution, p.address, p.language FROM proposal p JOIN contribution c ON c.id = p.contribution
  WHERE p.contribution = $2 AND p.list = $1 AND c.state = 'unconfirmed'
), gone AS (
  DELETE FROM contribution c USING refused r WHERE c.id = r.contribution AND c.state = 'unconfirmed' RETURNING c.id
)
SELECT r.address, r.language FROM refused r JOIN gone g ON g.id = r.contribution;
