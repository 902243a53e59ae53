-- news-contribution-find(id bigint) -> id bigint, state text, kind text, title text, body text, author text, knowledge text, source text, programme text, language text, territories text, interests text, images text, proposed_at bigint, decided_at bigint
SELECT c.id, c.state, c.kind, c.title, c.body, c.author, array_to_string(c.knowledge, ', '), c.source,
       c.programme, c.language,
       coalesce((SELECT string_agg(t.name || ' (' || t.code || ')', ', ' ORDER BY t.name, t.code)
                 FROM contribution_territory ct JOIN territory t ON t.id = ct.territory
                 WHERE ct.contribution = c.id), ''),
       coalesce((SELECT string_agg(i.slug, ', ' ORDER BY i.slug)
                 FROM contribution_interest ci JOIN interest i ON i.id = ci.interest
                 WHERE ci.contribution = c.id), ''),
       coalesce((SELECT string_agg(m.type || ' ' || m.width || '×' || m.height, ', ' ORDER BY m.position)
                 FROM contribution_image m WHERE m.contribution = c.id), ''),
       us(c.proposed_at), coalesce(us(c.decided_at), 0)
FROM contribution c
WHERE c.id = $1;
