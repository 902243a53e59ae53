-- site-search-suggest(word text) -> word text
-- Some; nearest_name() chooses.
SELECT w FROM search_suggest($1) w;
