-- people-audience-delete(name text)
DELETE FROM audience WHERE name = $1;
