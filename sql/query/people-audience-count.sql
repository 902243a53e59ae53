-- people-audience-count(who audience) -> people bigint
SELECT count(*) FROM subscriber s WHERE /*audience*/ true;
