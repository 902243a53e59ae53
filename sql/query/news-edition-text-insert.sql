-- news-edition-text-insert(edition bigint, language text, title text, preheader text, editorial text, headings text[], otherwise text[])
INSERT INTO edition_text (edition, language, title, preheader, editorial, headings, otherwise)
VALUES ($1, $2, $3, $4, $5, $6, $7);
