-- list-edition-letter-next() -> letter bigint, what text, list bigint, edition bigint, number int, title text, state text, late bool, reason text
-- The next mail about an edition, marked as told; it comes back where the caller does not commit. Figures are told
-- when nothing is in hand any more; of a pause that is over, or of an edition that was changed or went meanwhile,
-- nothing is told.
WITH next AS (
  SELECT n.id FROM edition_letter n JOIN edition e ON e.id = n.edition
  WHERE n.told_at IS NULL
    AND CASE WHEN n.what IN ('ready', 'stuck') THEN e.state IN ('draft', 'scheduled') AND e.composed_at = n.composed_at
        ELSE n.what = 'finished' OR e.state = 'paused' END
    AND NOT EXISTS (SELECT FROM mailing m JOIN delivery d ON d.mailing = m.id AND d.state = 'c' WHERE m.edition = n.edition)
  ORDER BY n.id LIMIT 1 FOR UPDATE OF n SKIP LOCKED
), told AS (
  UPDATE edition_letter n SET told_at = the_time() FROM next WHERE n.id = next.id RETURNING n.*)
SELECT t.id, t.what, e.list, e.id, e.number, e.title, e.state, t.late, t.reason FROM told t JOIN edition e ON e.id = t.edition;
