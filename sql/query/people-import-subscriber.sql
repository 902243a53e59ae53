-- people-import-subscriber(ids bigint[], names text[], languages text[], notes text[], knowledge text[], territories int[], territory_ends int[], interests int[], interest_ends int[], programmes int[], programme_ends int[], places int[], place_ends int[])
-- Numbers of all people stand in one array, and where those of each end in another.
INSERT INTO subscriber (id, name, language, notes, knowledge, territories, interests, programmes, places, created_at, last_contact_at) OVERRIDING SYSTEM VALUE
SELECT i.id, nullif(i.name, ''), coalesce(nullif(i.language, ''), 'fr'), nullif(i.notes, ''), i.knowledge::text[],
  ($6::int[])[($7::int[])[i.n] + 1 : ($7::int[])[i.n + 1]], ($8::int[])[($9::int[])[i.n] + 1 : ($9::int[])[i.n + 1]],
  ($10::int[])[($11::int[])[i.n] + 1 : ($11::int[])[i.n + 1]], ($12::int[])[($13::int[])[i.n] + 1 : ($13::int[])[i.n + 1]], t.now, t.now
FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[]) WITH ORDINALITY i (id, name, language, notes, knowledge, n),
  (SELECT the_time() AS now OFFSET 0) t;
