-- site-places-typed(word text, count int) -> code text, name text, kind text, departement text
-- Those that the words name, or else those that begin so.
SELECT code, name, kind, departement FROM places_typed($1, $2);
