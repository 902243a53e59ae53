-- people-import-update()
UPDATE subscriber s SET
  name = coalesce(i.name, s.name), language = coalesce(i.language, s.language),
  knowledge = ARRAY(SELECT DISTINCT k FROM unnest(s.knowledge || i.knowledge) k ORDER BY k)
FROM incoming_subscriber i WHERE i.is_changed AND s.id = i.subscriber;
