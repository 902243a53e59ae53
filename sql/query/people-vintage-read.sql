-- people-vintage-read(data text) -> version text
SELECT version FROM vintage WHERE data = $1;
