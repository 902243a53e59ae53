-- people-import-compare(subscribers bigint[], names text[], languages text[], notes text[], knowledge text[], territories int[], territory_ends int[], interests int[], interest_ends int[], programmes int[], programme_ends int[]) -> n bigint, what text
-- Who is known and would change, and in what. An empty text says nothing.
SELECT n, what FROM (
  SELECT i.n, concat_ws(', ',
    CASE WHEN i.name <> '' AND i.name IS DISTINCT FROM s.name THEN 'name' END,
    CASE WHEN i.language <> '' AND i.language <> s.language THEN 'language' END,
    CASE WHEN i.notes <> '' AND i.notes IS DISTINCT FROM s.notes THEN 'notes' END,
    CASE WHEN NOT i.knowledge::text[] <@ s.knowledge THEN 'knowledge' END,
    CASE WHEN NOT ($6::int[])[($7::int[])[i.n] + 1 : ($7::int[])[i.n + 1]] <@ s.territories THEN 'territories' END,
    CASE WHEN NOT ($8::int[])[($9::int[])[i.n] + 1 : ($9::int[])[i.n + 1]] <@ s.interests THEN 'interests' END,
    CASE WHEN NOT ($10::int[])[($11::int[])[i.n] + 1 : ($11::int[])[i.n + 1]] <@ s.programmes THEN 'programmes' END) AS what
  FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[])
    WITH ORDINALITY i (subscriber, name, language, notes, knowledge, n)
  JOIN subscriber s ON s.id = i.subscriber
) c WHERE what <> '';
