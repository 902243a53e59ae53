-- site-me-link(key text, remote text, per_address int, per_network int, overall int) -> verdict text
SELECT me_link($1, $2, $3, $4, $5);
