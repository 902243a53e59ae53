-- list-text-clear(list bigint, what text, language text)
DELETE FROM list_text WHERE list = $1 AND what = $2 AND language = $3;
