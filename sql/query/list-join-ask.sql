-- list-join-ask(list bigint, address_key text, address text, language text, how text) -> subscriber bigint, outcome text
SELECT subscriber, outcome FROM join_ask($1, $2, $3, $4, $5, NULL);
