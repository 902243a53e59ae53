-- list-digest-readers(list bigint, subscribers bigint[], zone text) -> subscriber bigint, language text, zone text, form text
-- Who left meanwhile is not asked any more, and reads it in the form they last had.
SELECT s.id, s.language, coalesce(s.time_zone, $3::text), coalesce(u.digest_form, 'mime')
FROM subscriber s LEFT JOIN subscription u ON u.subscriber = s.id AND u.list = $1::bigint
WHERE s.id = ANY ($2::bigint[]);
