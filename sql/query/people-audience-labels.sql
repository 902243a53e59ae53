-- people-audience-labels(territories bigint[], interests bigint[], programmes bigint[]) -> kind text, id bigint, label text
SELECT 'territory', t.id, t.code || ' ' || t.name FROM territory t WHERE t.id = ANY ($1)
UNION ALL SELECT 'interest', i.id, i.label_fr FROM interest i WHERE i.id = ANY ($2)
UNION ALL SELECT 'programme', p.id, p.name FROM programme p WHERE p.id = ANY ($3::bigint[]);
