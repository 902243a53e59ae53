-- people-import-update()
UPDATE subscriber s SET
  name = coalesce(i.name, s.name), language = coalesce(i.language, s.language),
  knowledge = ARRAY(SELECT DISTINCT k FROM unnest(s.knowledge || i.knowledge) k ORDER BY k),
  territories = ARRAY(SELECT DISTINCT k FROM unnest(s.territories || i.territories) k ORDER BY k),
  interests = ARRAY(SELECT DISTINCT k FROM unnest(s.interests || i.interests) k ORDER BY k)
FROM incoming_subscriber i WHERE i.is_changed AND s.id = i.subscriber;
