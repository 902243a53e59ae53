-- site-places(word text, begins bool, count int) -> code text, name text, kind text, departement text
SELECT code, name, kind, departement FROM places($1, $2, $3);
