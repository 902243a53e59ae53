-- site-subscribe-ask(token text, language text) -> masked text, name text, title text, description text, place text, interests text
SELECT masked, name, title, description, coalesce(place, ''), coalesce(interests, '') FROM subscribe_ask($1, $2);
