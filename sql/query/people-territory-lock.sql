-- people-territory-lock()
-- Nobody may move into a territory while it goes, and one vintage comes at a time.
LOCK TABLE territory, subscriber IN SHARE ROW EXCLUSIVE MODE;
