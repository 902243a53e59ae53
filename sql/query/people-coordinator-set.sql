-- people-coordinator-set(name text, lists bigint[], territories bigint[])
-- Takes the place of what was said of them before.
WITH known AS (
  INSERT INTO coordinator (name, by_list, by_territory) VALUES ($1, cardinality($2::bigint[]) > 0, cardinality($3::bigint[]) > 0)
  ON CONFLICT (name) DO UPDATE SET by_list = excluded.by_list, by_territory = excluded.by_territory, ended_at = NULL
), no_lists AS (
  DELETE FROM coordinator_list WHERE coordinator = $1 AND list <> ALL ($2::bigint[])
), no_territories AS (
  DELETE FROM coordinator_territory WHERE coordinator = $1 AND territory <> ALL ($3::bigint[])
), lists AS (
  INSERT INTO coordinator_list (coordinator, list) SELECT $1, l FROM unnest($2::bigint[]) l ON CONFLICT DO NOTHING
)
INSERT INTO coordinator_territory (coordinator, territory) SELECT $1, t FROM unnest($3::bigint[]) t ON CONFLICT DO NOTHING;
