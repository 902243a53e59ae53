-- people-territory-load-end()
SELECT territory_load_end();
