-- list-text-set(list bigint, what text, language text, text text)
INSERT INTO list_text (list, what, language, text) VALUES ($1, $2, $3, $4)
ON CONFLICT (list, what, language) DO UPDATE SET text = EXCLUDED.text;
