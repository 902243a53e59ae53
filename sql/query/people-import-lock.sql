-- people-import-lock()
-- Nobody may take an address between looking whether it is known and adding it.
LOCK TABLE address IN SHARE ROW EXCLUSIVE MODE;
