-- news-edition-clicks(edition bigint) -> number int, contribution bigint, url text, clicks bigint
SELECT l.number, coalesce(l.contribution, 0), l.url,
       coalesce((SELECT sum(k.clicks) FROM edition_click k WHERE k.edition = l.edition AND k.number = l.number), 0)::bigint
FROM edition_link l WHERE l.edition = $1
ORDER BY 4 DESC, 1;
