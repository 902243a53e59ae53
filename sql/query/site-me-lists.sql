-- site-me-lists(token text) -> name text, title text, is_newsletter bool, delivery text
SELECT name, title, is_newsletter, delivery FROM me_lists($1);
