-- news-letter-sections(edition bigint) -> number int, reach text, nearest bool, most int
SELECT number, reach, sort = 'nearest', most FROM edition_section WHERE edition = $1 ORDER BY number;
