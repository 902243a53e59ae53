-- news-edition-scheduled() -> edition bigint, late bool
-- Whose time has come. late: its deadline has, too.
SELECT e.id, g.not_after <= the_time() IS TRUE
FROM edition e JOIN sending g ON g.edition = e.id
WHERE e.state = 'scheduled' AND g.starts_at <= the_time()
ORDER BY g.starts_at;
