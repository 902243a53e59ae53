-- mailing-rests() -> provider text, wait bigint
SELECT provider, us(until) - us(the_time()) FROM provider_rest WHERE until > the_time();
