-- people-audience-saved(name text) -> name text, expression text, used_by text, saved_at bigint, saved_by text
-- One, or all where the name is NULL.
SELECT a.name, a.expression, coalesce((SELECT string_agg(u.audience, ';' ORDER BY u.audience) FROM audience_use u WHERE u.uses = a.name), ''),
       us(a.saved_at), a.saved_by
FROM audience a WHERE $1::text IS NULL OR a.name = $1 ORDER BY a.name;
