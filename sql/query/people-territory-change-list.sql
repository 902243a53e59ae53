-- people-territory-change-list(after bigint) -> what text, kind text, code text, name text, from_code text, from_name text, to_code text, to_name text, subscribers bigint, contributions bigint
SELECT what, kind, code, name, coalesce(from_code, ''), coalesce(from_name, ''), coalesce(to_code, ''), coalesce(to_name, ''),
       subscribers, contributions
FROM territory_change WHERE id > $1
ORDER BY array_position('{merged,recoded,dissolved,retired,split,widened,moved,new,renamed}', what), code, id;
