-- archive-search-words() -> words bigint
SELECT search_words_refresh();
