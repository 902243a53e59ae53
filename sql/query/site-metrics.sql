-- site-metrics() -> name text, kind text, help text, label text, value bigint
SELECT name, kind, help, label, value FROM metrics();
