-- people-interest-closure-rebuild() -> pairs bigint
SELECT interest_closure_rebuild();
