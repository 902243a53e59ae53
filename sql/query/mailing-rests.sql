-- mailing-rests() -> provider text, wait bigint, refuses bool
-- Who is left alone, and who refused for policy and has taken nothing since.
SELECT provider, greatest(us(until) - us(the_time()), 0), refused_from IS NOT NULL
FROM provider_rest
WHERE until > the_time() OR (refused_from IS NOT NULL AND until > the_time() - interval '1 day');
