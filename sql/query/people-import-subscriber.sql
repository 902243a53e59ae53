-- people-import-subscriber()
INSERT INTO subscriber (id, name, language, knowledge) OVERRIDING SYSTEM VALUE
SELECT subscriber, name, coalesce(language, 'fr'), knowledge FROM incoming_subscriber WHERE is_new ORDER BY subscriber;
