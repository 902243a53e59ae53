-- mailing-resting() -> provider text, began bigint, until bigint, strikes int, status text, reply text
SELECT provider, us(began_at), us(until), strikes, status, reply FROM provider_rest WHERE until > the_time() ORDER BY until, provider;
