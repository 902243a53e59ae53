-- people-import-settle() -> pending text, pages text
-- For this transaction: the index of places takes its new rows in afterwards, and what was just
-- written is in memory.
SELECT set_config('gin_pending_list_limit', '1048576', true), set_config('random_page_cost', '1.1', true);
