-- news-edition-texts(edition bigint) -> language text, title text, preheader text, editorial text
SELECT language, title, preheader, editorial FROM edition_text WHERE edition = $1 ORDER BY language;
