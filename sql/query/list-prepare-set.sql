-- list-prepare-set(list bigint, prefix text, reply_to text, author_in text, footer text)
-- NULL leaves what is there.
UPDATE list SET subject_prefix = coalesce($2, subject_prefix), reply_to = coalesce($3, reply_to),
                author_in = coalesce($4, author_in), footer = coalesce($5, footer)
WHERE id = $1;
