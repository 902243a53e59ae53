-- news-edition-late(edition bigint) -> n bigint
-- Contributions accepted since it was composed, which it does not have.
SELECT count(*) FROM contribution c JOIN edition e ON e.id = $1
WHERE c.state = 'accepted' AND c.decided_at > e.composed_at
  AND NOT EXISTS (SELECT FROM edition_piece p WHERE p.edition = e.id AND p.contribution = c.id);
