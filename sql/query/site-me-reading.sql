-- site-me-reading(token text) -> list text, form text, posts int, list_posts int, pause_from text, pause_until text
-- `posts` is 0 for as many as the list says.
SELECT list, form, coalesce(posts, 0), list_posts, pause_from::text, pause_until::text FROM me_reading($1);
