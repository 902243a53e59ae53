-- people-import-subscriber()
INSERT INTO subscriber (id, name, language, knowledge, territories, interests, places) OVERRIDING SYSTEM VALUE
SELECT subscriber, name, coalesce(language, 'fr'), knowledge, territories, interests, places_of(territories)
FROM incoming_subscriber WHERE is_new ORDER BY subscriber;
