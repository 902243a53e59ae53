-- people-territory-show(territory bigint) -> code text, kind text, name text, slug text, postal_codes text, inside text, communes bigint, subscribers bigint, former_codes text, former_names text, retired_in text
-- Communes and subscribers are those of everything below it.
SELECT t.code, t.kind, t.name, t.slug,
       coalesce((SELECT string_agg(postal_code, ';' ORDER BY postal_code) FROM territory_postal_code p WHERE p.territory = t.id), ''),
       coalesce((SELECT string_agg(a.code || ' ' || a.name, ';' ORDER BY length(a.code), a.code) FROM territory_closure c
         JOIN territory a ON a.id = c.ancestor WHERE c.descendant = t.id AND a.id <> t.id), ''),
       (SELECT count(*) FROM territory_closure c JOIN territory d ON d.id = c.descendant WHERE c.ancestor = t.id AND d.kind = 'commune' AND d.retired_in IS NULL),
       (SELECT count(*) FROM subscriber s WHERE s.places @> ARRAY[t.id::int]),
       coalesce((SELECT string_agg(f.code, ';' ORDER BY f.code) FROM territory_former_code f WHERE f.territory = t.id), ''),
       coalesce((SELECT string_agg(o.name, ';' ORDER BY o.name_key) FROM territory_former_name o WHERE o.territory = t.id AND o.name <> t.name), ''),
       coalesce(t.retired_in, '')
FROM territory t WHERE t.id = $1;
