-- people-import-hold()
-- What rows are about to refer to stays as long as the import lasts.
LOCK TABLE territory, territory_closure, interest IN SHARE MODE;
