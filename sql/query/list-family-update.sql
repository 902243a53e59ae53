-- list-family-update(name text, title text, template text, within text, domain text, language text, owners text[], not_owners text[], moderators text[], not_moderators text[], parent bigint)
-- NULL and a negative parent leave as it is, parent 0 is none; who is in the first of two lists comes, who is in the second goes.
UPDATE list_family f
SET title = coalesce($2, title), template = coalesce($3, template), within = coalesce($4, within), domain = coalesce($5, domain),
    language = coalesce($6, language),
    owners = ARRAY(SELECT DISTINCT a FROM unnest(f.owners || $7::text[]) a WHERE a <> ALL ($8::text[]) ORDER BY a),
    moderators = ARRAY(SELECT DISTINCT a FROM unnest(f.moderators || $9::text[]) a WHERE a <> ALL ($10::text[]) ORDER BY a),
    parent = CASE WHEN $11::bigint < 0 THEN parent ELSE nullif($11::bigint, 0) END
WHERE name = $1;
