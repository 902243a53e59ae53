-- list-text-find(list bigint, what text, language text) -> text text
-- In this language, or in the list's own.
SELECT t.text FROM list_text t JOIN list l ON l.id = t.list
WHERE t.list = $1 AND t.what = $2 AND t.language IN ($3, l.language)
ORDER BY t.language = $3 DESC LIMIT 1;
