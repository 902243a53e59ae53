-- site-me-set-topics(token text, list text, slugs text[]) -> done bool
SELECT me_set_topics($1, $2, $3);
