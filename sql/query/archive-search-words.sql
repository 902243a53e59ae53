-- archive-search-words() -> words bigint
-- -1: they were gathered less than a day ago.
SELECT coalesce(search_words_due(), -1);
