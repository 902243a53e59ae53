-- site-erase(token text) -> done bool
SELECT erase($1);
