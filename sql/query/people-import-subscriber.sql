-- people-import-subscriber(ids bigint[], names text[], languages text[], notes text[], knowledge text[], territories text[], interests text[], programmes text[], places text[])
INSERT INTO subscriber (id, name, language, notes, knowledge, territories, interests, programmes, places, created_at, last_contact_at) OVERRIDING SYSTEM VALUE
SELECT id, nullif(name, ''), coalesce(nullif(language, ''), 'fr'), nullif(notes, ''), knowledge::text[], territories::int[], interests::int[], programmes::int[], places::int[], t.now, t.now
FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])
  i (id, name, language, notes, knowledge, territories, interests, programmes, places), (SELECT the_time() AS now) t;
