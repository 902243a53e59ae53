-- site-api-contribution-decide(token text, most int, contribution bigint, state text, reason text) -> status int, body text
SELECT status, coalesce(body, '') FROM api_contribution_decide($1, $2, $3, $4, $5);
