-- site-address-ask(token text) -> what text, masked text
-- No row for what is no token, or has served.
SELECT what, masked FROM address_ask($1) WHERE what IS NOT NULL;
