-- people-import-compare(subscribers bigint[], names text[], languages text[], notes text[], knowledge text[], territories text[], interests text[], programmes text[]) -> n bigint, what text
-- Who is known and would change, and in what. An empty text says nothing.
SELECT n, what FROM (
  SELECT i.n, concat_ws(', ',
    CASE WHEN i.name <> '' AND i.name IS DISTINCT FROM s.name THEN 'name' END,
    CASE WHEN i.language <> '' AND i.language <> s.language THEN 'language' END,
    CASE WHEN i.notes <> '' AND i.notes IS DISTINCT FROM s.notes THEN 'notes' END,
    CASE WHEN NOT i.knowledge::text[] <@ s.knowledge THEN 'knowledge' END,
    CASE WHEN NOT i.territories::int[] <@ s.territories THEN 'territories' END,
    CASE WHEN NOT i.interests::int[] <@ s.interests THEN 'interests' END,
    CASE WHEN NOT i.programmes::int[] <@ s.programmes THEN 'programmes' END) AS what
  FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
    WITH ORDINALITY i (subscriber, name, language, notes, knowledge, territories, interests, programmes, n)
  JOIN subscriber s ON s.id = i.subscriber
) c WHERE what <> '';
