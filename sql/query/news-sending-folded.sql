-- news-sending-folded(edition bigint) -> reference text, folded bool
SELECT l.name || '/' || e.number, EXISTS (SELECT FROM mailing m WHERE m.edition = e.id AND m.folded > 0)
FROM edition e JOIN list l ON l.id = e.list WHERE e.id = $1;
