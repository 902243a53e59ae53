-- news-edition-items(edition bigint, ids bigint[], language text) -> id bigint, kind text, title text, body text, author text, knowledge text, source text, programme text, language text, territories text, interests text
-- What an edition shows of these contributions, in the order of the array; words in the language
-- of the letter where we have them, and what a person changed for this edition.
SELECT c.id, c.kind, coalesce(r.title, c.title), coalesce(r.body, c.body), c.author,
       array_to_string(c.knowledge, ','), c.source, c.programme, c.language,
       coalesce((SELECT string_agg(t.name, ', ' ORDER BY t.name, t.code)
                 FROM contribution_territory ct JOIN territory t ON t.id = ct.territory
                 WHERE ct.contribution = c.id), ''),
       coalesce((SELECT string_agg(CASE $3 WHEN 'en' THEN i.label_en WHEN 'br' THEN i.label_br ELSE i.label_fr END,
                                   ', ' ORDER BY i.position, i.slug)
                 FROM contribution_interest ci JOIN interest i ON i.id = ci.interest
                 WHERE ci.contribution = c.id), '')
FROM unnest($2::bigint[]) WITH ORDINALITY w(id, n)
JOIN contribution c ON c.id = w.id
LEFT JOIN edition_review r ON r.edition = $1 AND r.contribution = c.id
ORDER BY w.n;
