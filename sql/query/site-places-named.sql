-- site-places-named(word text) -> code text, name text, kind text, departement text
SELECT code, name, kind, departement FROM places_named($1);
