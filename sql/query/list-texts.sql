-- list-texts(list bigint) -> what text, language text, text text
SELECT what, language, text FROM list_text WHERE list = $1 ORDER BY what, language;
