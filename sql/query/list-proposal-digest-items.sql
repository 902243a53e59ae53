-- list-proposal-digest-items(digest bigint) -> list bigint, contribution bigint, state text, finding bool, title text, body text, author text, source text, territories text, interests text, images bigint
SELECT d.list, c.id, c.state, c.kind = 'finding', c.title, c.body, c.author, c.source,
       coalesce((SELECT string_agg(t.name, ', ' ORDER BY t.name, t.code) FROM contribution_territory ct JOIN territory t ON t.id = ct.territory
                 WHERE ct.contribution = c.id), ''),
       coalesce((SELECT string_agg(i.slug, ', ' ORDER BY i.slug) FROM contribution_interest ci JOIN interest i ON i.id = ci.interest
                 WHERE ci.contribution = c.id), ''),
       (SELECT count(*) FROM contribution_image i WHERE i.contribution = c.id)
FROM proposal_digest d JOIN proposal p ON p.digest = d.id JOIN contribution c ON c.id = p.contribution
WHERE d.id = $1 ORDER BY c.id;
