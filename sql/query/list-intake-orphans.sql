-- list-intake-orphans() -> mails bigint
-- How many wait for a list that is no more, as after rows were deleted past the triggers: nothing files them.
SELECT count(*) FROM intake i WHERE NOT EXISTS (SELECT FROM list l WHERE l.id = i.list);
