-- list-trouble-ignore(trouble bigint, by text)
-- And what its mail said of other lists.
UPDATE trouble o SET ignored_by = $2 FROM trouble t WHERE t.id = $1 AND (o.id = t.id OR trouble_says(t, o));
