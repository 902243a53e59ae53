-- news-edition-section-text(edition bigint, language text) -> number int, heading text, otherwise text
-- What the sections are called in another language, where its file says so.
SELECT s.number, coalesce(t.headings[s.number + 1], ''), coalesce(t.otherwise[s.number + 1], '')
FROM edition_section s JOIN edition_text t ON t.edition = s.edition AND t.language = $2
WHERE s.edition = $1 ORDER BY s.number;
