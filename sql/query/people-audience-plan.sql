-- people-audience-plan(who audience) -> line text
EXPLAIN SELECT count(*) FROM subscriber s WHERE /*audience*/ true;
