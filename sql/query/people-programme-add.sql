-- people-programme-add(name text) -> slug text
INSERT INTO programme (slug, name) VALUES (trim('-' FROM regexp_replace(plain($1), '[^a-z0-9]+', '-', 'g')), $1) RETURNING slug;
