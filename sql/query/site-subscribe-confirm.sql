-- site-subscribe-confirm(token text, lists text[], remote text) -> lists int
SELECT subscribe_confirm($1, $2, $3);
