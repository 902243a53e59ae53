-- site-search-facets(words text, subject text, from_name text, list text, after bigint, before bigint, attachment bool, territory text, interest text) -> facet text, value text, label text, messages bigint
-- facet is list, year, territory, interest or author.
SELECT facet, value, label, messages FROM search_facets($1, $2, $3, $4, $5, $6, $7, $8, $9);
