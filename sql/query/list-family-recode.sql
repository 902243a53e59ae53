-- list-family-recode(family bigint)
-- A list goes with its territory to the code that has taken its place, unless that has a list already.
UPDATE list_family_list m SET place = n.code
FROM (
  SELECT DISTINCT ON (t.code) o.place, t.code
  FROM list_family_list o JOIN territory_former_code f ON f.code = o.place JOIN territory t ON t.id = f.territory
  WHERE o.family = $1 AND t.retired_in IS NULL
    AND NOT EXISTS (SELECT FROM territory w WHERE w.code = o.place AND w.retired_in IS NULL)
    AND t.kind = (SELECT by_what FROM list_family WHERE id = $1)
    AND NOT EXISTS (SELECT FROM list_family_list k WHERE k.family = $1 AND k.place = t.code)
  ORDER BY t.code, o.place
) n
WHERE m.family = $1 AND m.place = n.place;
