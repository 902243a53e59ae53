-- archive-search-facets(words text, subject text, from_name text, list text, after bigint, before bigint, attachment bool, territory text, interest text) -> facet text, value text, label text, messages bigint
SELECT facet, value, label, messages
FROM search_facets(false, $1, $2, $3, $4, at_us(nullif($5::bigint, 0)), at_us(nullif($6::bigint, 0)), $7, $8, $9);
