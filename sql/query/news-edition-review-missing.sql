-- news-edition-review-missing(edition bigint, ids bigint[]) -> contribution bigint
-- What a person kept and no section takes.
SELECT contribution FROM edition_review WHERE edition = $1 AND contribution <> ALL ($2::bigint[]) ORDER BY rank LIMIT 1;
