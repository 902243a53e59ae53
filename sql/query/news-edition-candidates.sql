-- news-edition-candidates(edition bigint) -> id bigint, kind text, title text, body text, author text, knowledge text, source text, programme text, language text, territories text, interests text, section text
-- Accepted contributions that no letter of this list has carried yet. One that is about a region,
-- a country, a territory of the community's own or no place at all is for everybody.
SELECT c.id, c.kind, c.title, c.body, c.author, array_to_string(c.knowledge, ','), c.source, c.programme,
       c.language, coalesce(place.names, ''), coalesce(theme.labels, ''),
       CASE WHEN place.is_wide IS FALSE THEN 'territory' ELSE 'everybody' END AS section
FROM edition e
CROSS JOIN contribution c
LEFT JOIN LATERAL (
  SELECT string_agg(t.name, ', ' ORDER BY t.name, t.code) AS names,
         bool_or(t.kind IN ('own', 'region', 'country')) AS is_wide
  FROM contribution_territory ct JOIN territory t ON t.id = ct.territory
  WHERE ct.contribution = c.id) place ON true
LEFT JOIN LATERAL (
  SELECT string_agg(CASE e.language WHEN 'en' THEN i.label_en WHEN 'br' THEN i.label_br ELSE i.label_fr END,
                    ', ' ORDER BY i.position, i.slug) AS labels
  FROM contribution_interest ci JOIN interest i ON i.id = ci.interest
  WHERE ci.contribution = c.id) theme ON true
WHERE e.id = $1 AND c.state = 'accepted'
  AND NOT EXISTS (
    SELECT FROM edition_piece p JOIN edition o ON o.id = p.edition
    WHERE p.contribution = c.id AND o.list = e.list AND o.sent_at IS NOT NULL)
ORDER BY section, c.kind, c.id;
