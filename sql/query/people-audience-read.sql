-- people-audience-read(name text) -> expression text
SELECT expression FROM audience WHERE name = $1;
