-- people-import-hold()
-- Nobody may take an address between looking whether it is known and adding it, and what rows are
-- about to refer to stays as long as the import lasts.
SELECT import_hold();
