-- list-update(list bigint, kind text, title text, description text, language text, fan_out text, domain text, is_public text, clicks text)
-- NULL leaves as it is.
UPDATE list SET kind = coalesce($2, kind), title = coalesce($3, title), description = coalesce($4, description),
  language = coalesce($5, language), fan_out = coalesce($6, fan_out), domain = coalesce($7, domain),
  is_public = coalesce($8::boolean, is_public), clicks = coalesce($9, clicks)
WHERE id = $1;
