-- list-family-delete(name text)
-- Its lists stay, each for itself.
DELETE FROM list_family WHERE name = $1;
