-- people-audience-by-language(who audience) -> key text, label text, people bigint
SELECT s.language, '', count(*) FROM subscriber s WHERE /*audience*/ true GROUP BY s.language ORDER BY 3 DESC, 1;
