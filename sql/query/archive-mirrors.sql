-- archive-mirrors() -> list text
SELECT l.name FROM mirror m JOIN list l ON l.id = m.list WHERE l.deleted_at IS NULL ORDER BY 1;
