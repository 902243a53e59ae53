-- news-contribution-list(state text) -> id bigint, state text, kind text, title text, author text, territories text, interests text, proposed_at bigint
SELECT c.id, c.state, c.kind, c.title, c.author,
       coalesce((SELECT string_agg(t.name, ', ' ORDER BY t.name, t.code)
                 FROM contribution_territory ct JOIN territory t ON t.id = ct.territory
                 WHERE ct.contribution = c.id), ''),
       coalesce((SELECT string_agg(i.slug, ', ' ORDER BY i.slug)
                 FROM contribution_interest ci JOIN interest i ON i.id = ci.interest
                 WHERE ci.contribution = c.id), ''),
       us(c.proposed_at)
FROM contribution c
WHERE CASE WHEN $1::text IS NULL THEN c.state <> 'unconfirmed' ELSE c.state = $1 END
ORDER BY c.id;
