-- list-family-all() -> name text, title text, template text, by_what text, within text, domain text, language text, owners text, moderators text, lists bigint
SELECT name, title, template, by_what, within, domain, language, array_to_string(owners, ', '), array_to_string(moderators, ', '),
       (SELECT count(*) FROM list_family_list m WHERE m.family = f.id AND m.list IS NOT NULL)
FROM list_family f ORDER BY name;
