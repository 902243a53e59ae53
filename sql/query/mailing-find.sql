-- mailing-find(mailing bigint) -> state text, kind text, list_name text
SELECT m.state, m.kind, l.name FROM mailing m LEFT JOIN list l ON l.id = m.list WHERE m.id = $1;
