-- site-territory(word text) -> code text, kind text, name text
SELECT code, kind, name FROM territory_named($1);
