-- site-api-keep(token text, key text, request bytea, status int, body text)
SELECT api_keep($1, $2, $3, $4, $5);
