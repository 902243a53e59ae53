-- people-import-elsewhere(places text[]) -> n bigint, why text
-- Who would lie outside what the session's coordinator looks after.
SELECT n, why FROM import_elsewhere($1);
