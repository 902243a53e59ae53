-- people-import-change(subscribers bigint[], names text[], languages text[], notes text[], knowledge text[], territories text[], interests text[], programmes text[])
UPDATE subscriber s SET
  name = coalesce(nullif(i.name, ''), s.name), language = coalesce(nullif(i.language, ''), s.language),
  notes = coalesce(nullif(i.notes, ''), s.notes),
  knowledge = ARRAY(SELECT DISTINCT k FROM unnest(s.knowledge || i.knowledge::text[]) k ORDER BY k),
  territories = ARRAY(SELECT DISTINCT k FROM unnest(s.territories || i.territories::int[]) k ORDER BY k),
  interests = ARRAY(SELECT DISTINCT k FROM unnest(s.interests || i.interests::int[]) k ORDER BY k),
  programmes = ARRAY(SELECT DISTINCT k FROM unnest(s.programmes || i.programmes::int[]) k ORDER BY k)
FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
  i (subscriber, name, language, notes, knowledge, territories, interests, programmes)
WHERE s.id = i.subscriber;
