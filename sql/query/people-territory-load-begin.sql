-- people-territory-load-begin()
SELECT territory_load_begin();
