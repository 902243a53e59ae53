-- people-territory-change-last() -> id bigint
SELECT coalesce(max(id), 0) FROM territory_change;
