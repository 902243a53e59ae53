-- site-letter-preview(token text, places text[], interests text[], most int) -> list text, list_title text, reach text, contribution bigint, kind text, title text, language text
SELECT list, list_title, reach, contribution, kind, title, language FROM letter_preview($1, $2, $3, $4);
