-- site-me-opens(token text) -> opens bool
SELECT me_opens($1);
