-- people-subscriber-set(subscriber bigint, name text, language text, notes text, knowledge text[], territories bigint[], more_territories bigint[], less_territories bigint[], interests bigint[], more_interests bigint[], less_interests bigint[], programmes bigint[], more_programmes bigint[], less_programmes bigint[])
-- NULL leaves as it is; an empty name or note takes it away.
UPDATE subscriber SET
  name = nullif(coalesce($2, name), ''), language = coalesce($3, language), notes = nullif(coalesce($4, notes), ''),
  knowledge = ARRAY(SELECT DISTINCT k FROM unnest(coalesce($5::text[], knowledge)) k ORDER BY k),
  territories = facet_change(territories, $6, $7, $8),
  interests = facet_change(interests, $9, $10, $11),
  programmes = facet_change(programmes, $12, $13, $14)
WHERE id = $1;
