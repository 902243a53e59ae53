-- people-import-change(subscribers bigint[], names text[], languages text[], notes text[], knowledge text[], territories int[], territory_ends int[], interests int[], interest_ends int[], programmes int[], programme_ends int[])
UPDATE subscriber s SET
  name = coalesce(nullif(i.name, ''), s.name), language = coalesce(nullif(i.language, ''), s.language),
  notes = coalesce(nullif(i.notes, ''), s.notes),
  knowledge = ARRAY(SELECT DISTINCT k FROM unnest(s.knowledge || i.knowledge::text[]) k ORDER BY k),
  territories = ARRAY(SELECT DISTINCT k FROM unnest(s.territories || ($6::int[])[($7::int[])[i.n] + 1 : ($7::int[])[i.n + 1]]) k ORDER BY k),
  interests = ARRAY(SELECT DISTINCT k FROM unnest(s.interests || ($8::int[])[($9::int[])[i.n] + 1 : ($9::int[])[i.n + 1]]) k ORDER BY k),
  programmes = ARRAY(SELECT DISTINCT k FROM unnest(s.programmes || ($10::int[])[($11::int[])[i.n] + 1 : ($11::int[])[i.n + 1]]) k ORDER BY k)
FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[])
  WITH ORDINALITY i (subscriber, name, language, notes, knowledge, n)
WHERE s.id = i.subscriber;
