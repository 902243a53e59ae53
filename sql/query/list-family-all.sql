-- list-family-all() -> name text, title text, template text, by_what text, within text, domain text, language text, owners text, moderators text, parent text, lists bigint
SELECT name, title, template, by_what, within, domain, language, array_to_string(owners, ', '), array_to_string(moderators, ', '),
       coalesce((SELECT l.name FROM list l WHERE l.id = f.parent AND l.deleted_at IS NULL), ''),
       (SELECT count(*) FROM list_family_list m WHERE m.family = f.id AND m.list IS NOT NULL)
FROM list_family f ORDER BY name;
