-- news-letter-section-items(edition bigint) -> section int, position int
SELECT section, position FROM edition_section_item WHERE edition = $1 ORDER BY section, rank;
