-- site-search-unknown(field text, word text) -> name text, is_it bool
-- NULL first; then those that are called so, and some of which nearest_name() chooses.
SELECT name, is_it FROM search_unknown($1, $2);
