-- people-interest-list() -> slug text, parent text, label_fr text, label_en text, label_br text, subscribers bigint
-- Each theme before what is part of it. Subscribers are those of everything below.
SELECT i.slug, coalesce(p.slug, ''), i.label_fr, i.label_en, i.label_br,
       (SELECT count(DISTINCT si.subscriber) FROM interest_closure c JOIN subscriber_interest si ON si.interest = c.descendant WHERE c.ancestor = i.id)
FROM interest i LEFT JOIN interest p ON p.id = i.parent
ORDER BY coalesce(p.position, i.position), coalesce(p.slug, i.slug), p.id IS NOT NULL, i.position, i.slug;
