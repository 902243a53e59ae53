-- list-proposal-letter-next() -> list bigint, contribution bigint, what text, text text, title text, address text, language text, message_id text, left_out int
-- The next letter to an author, taken out; it comes back where the caller does not commit.
WITH next AS (
  DELETE FROM proposal_letter WHERE id = (SELECT id FROM proposal_letter ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
  RETURNING contribution, what, text)
SELECT p.list, p.contribution, n.what, n.text, c.title, p.address, p.language, p.message_id, p.left_out
FROM next n JOIN proposal p ON p.contribution = n.contribution JOIN contribution c ON c.id = n.contribution;
