-- news-click-places-fill(edition bigint, least int)
SELECT click_places_fill($1, $2);
