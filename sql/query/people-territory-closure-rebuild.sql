-- people-territory-closure-rebuild() -> pairs bigint
SELECT territory_closure_rebuild();
