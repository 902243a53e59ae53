-- mailing-rest(provider text, first bigint, longest bigint, status text, reply text) -> wait bigint
SELECT provider_strike($1::text, $2::bigint, $3::bigint, $4::text, $5::text);
