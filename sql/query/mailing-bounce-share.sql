-- mailing-bounce-share(bounce bigint, address_keys text[]) -> readers int
SELECT bounce_share($1, $2);
