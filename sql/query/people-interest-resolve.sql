-- people-interest-resolve(words text[]) -> n bigint, id bigint, slug text, label text
-- Every interest that each of the words may mean: its slug, or its label in one of the languages.
WITH hit AS (
  SELECT u.n, i.id, i.slug, i.label_fr, i.slug = lower(u.w) AS is_slug
  FROM unnest($1::text[]) WITH ORDINALITY AS u (w, n)
  JOIN interest i ON i.slug = lower(u.w) OR plain(u.w) IN (plain(i.label_fr), plain(i.label_en), plain(i.label_br))
), best AS (
  SELECT *, bool_or(is_slug) OVER (PARTITION BY n) AS by_slug FROM hit
)
SELECT n, id, slug, label_fr FROM best WHERE is_slug = by_slug ORDER BY n, slug;
