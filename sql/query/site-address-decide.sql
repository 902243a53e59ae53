-- site-address-decide(token text) -> outcome text
SELECT address_decide($1);
