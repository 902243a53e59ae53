-- news-contribution-source(id bigint) -> kind text, title text, body text, author text, knowledge text, source text, programme text, language text, territories text, interests text
SELECT c.kind, c.title, c.body, c.author, array_to_string(c.knowledge, ', '), c.source, c.programme, c.language,
       coalesce((SELECT string_agg(CASE WHEN t.code ~ '^[0-9]{5}$' THEN 'insee:' ELSE '' END || t.code, ', ' ORDER BY t.name, t.code)
                 FROM contribution_territory ct JOIN territory t ON t.id = ct.territory WHERE ct.contribution = c.id), ''),
       coalesce((SELECT string_agg(i.slug, ', ' ORDER BY i.slug)
                 FROM contribution_interest ci JOIN interest i ON i.id = ci.interest WHERE ci.contribution = c.id), '')
FROM contribution c WHERE c.id = $1;
