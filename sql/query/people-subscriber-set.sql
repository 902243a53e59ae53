-- people-subscriber-set(subscriber bigint, name text, language text, time_zone text, notes text, knowledge text[], territories bigint[], more_territories bigint[], less_territories bigint[], interests bigint[], more_interests bigint[], less_interests bigint[], programmes bigint[], more_programmes bigint[], less_programmes bigint[])
-- NULL leaves as it is; an empty name, time zone or note takes it away.
UPDATE subscriber SET
  name = nullif(coalesce($2, name), ''), language = coalesce($3, language), time_zone = nullif(coalesce($4, time_zone), ''), notes = nullif(coalesce($5, notes), ''),
  knowledge = ARRAY(SELECT DISTINCT k FROM unnest(coalesce($6::text[], knowledge)) k ORDER BY k),
  territories = facet_change(territories, $7, $8, $9),
  interests = facet_change(interests, $10, $11, $12),
  programmes = facet_change(programmes, $13, $14, $15)
WHERE id = $1;
