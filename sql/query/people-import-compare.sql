-- people-import-compare()
-- Marks who is known and would change. Each look is by the index of one subscriber.
UPDATE incoming_subscriber i SET is_changed = true
FROM subscriber s
WHERE s.id = i.subscriber AND (
  (i.name IS NOT NULL AND i.name IS DISTINCT FROM s.name)
  OR (i.language IS NOT NULL AND i.language <> s.language)
  OR NOT i.knowledge <@ s.knowledge
  OR NOT i.territories <@ s.territories
  OR NOT i.interests <@ s.interests
  OR NOT i.lists <@ ARRAY(SELECT x.list FROM subscription x WHERE x.subscriber = i.subscriber AND x.state <> 'unconfirmed'));
