-- site-unsubscribe-instead(token text, act text) -> done bool
SELECT unsubscribe_instead($1, $2);
