-- site-me(token text) -> masked text, language text, break_from text, break_until text
SELECT masked, language, coalesce(break_from, ''), coalesce(break_until, '') FROM me($1) WHERE masked IS NOT NULL;
