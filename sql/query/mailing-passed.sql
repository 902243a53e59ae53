-- mailing-passed(provider text)
SELECT provider_passed($1::text);
