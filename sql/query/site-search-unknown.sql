-- site-search-unknown(field text, word text) -> name text
-- NULL first; then some, of which nearest_name() chooses.
SELECT name FROM search_unknown($1, $2);
