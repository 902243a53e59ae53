-- site-search-begin(words text, subject text, from_name text, list text, after bigint, before bigint, attachment bool, territory text, interest text, newest bool, count int) -> facet text, value text, label text, messages bigint, list text, list_title text, link text, subject text, author text, date bigint, snippet text
-- First what is shown, of facet ""; then what is counted: facet is list, year, territory, interest or author.
SELECT facet, value, label, messages, list_name, list_title, link, subject, from_name, us(date), snippet
FROM search_begin($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);
