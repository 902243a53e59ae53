-- SPDX-License-Identifier: GPL-3.0-or-later
-- Which mail is filed next: none whose list or author is being deleted, which would wait for it while
-- it waits for them. And all that looks into the table does so by an index: plans are kept, made while
-- it was empty, and to read it whole took a hundred milliseconds a mail when 20,000 waited.

SET LOCAL search_path = colporteur, public;

CREATE FUNCTION intake_claim() RETURNS SETOF intake LANGUAGE sql VOLATILE ROWS 1
  SET search_path = colporteur, pg_temp SET enable_seqscan = off SET enable_sort = off AS $$
-- What was not tried yet does not wait for a clock that was set back.
  SELECT * FROM intake i
  WHERE (tries = 0 OR next_try <= the_time())
    AND EXISTS (SELECT FROM list l WHERE l.id = i.list FOR KEY SHARE SKIP LOCKED)
    AND (subscriber IS NULL OR EXISTS (SELECT FROM subscriber s WHERE s.id = i.subscriber FOR KEY SHARE SKIP LOCKED))
  ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
$$;
COMMENT ON FUNCTION intake_claim() IS 'the first mail that waits to be filed and that nobody else is filing, until the transaction ends';
GRANT EXECUTE ON FUNCTION intake_claim() TO colporteur_engine;

ALTER FUNCTION post_take(bigint, bigint, text, bytea, bytea, boolean) SET enable_seqscan = off;
-- Its pages stay, so that it never looks as if it had none.
ALTER TABLE intake SET (vacuum_truncate = false);
