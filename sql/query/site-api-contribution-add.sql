-- site-api-contribution-add(token text, most int, kind text, title text, text text, author text, source text, language text, knowledge text[], territories text[], interests text[], list text, key text, address text, per_address int, overall int) -> status int, body text
-- key: of who proposes it, who is asked; empty: nobody is.
SELECT status, coalesce(body, '') FROM api_contribution_add($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16);
