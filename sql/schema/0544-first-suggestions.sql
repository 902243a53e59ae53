-- SPDX-License-Identifier: GPL-3.0-or-later
-- A young archive has its first suggestions for a typo within minutes of its first messages: its words
-- were counted on the day it was made, when there were none, and not again before the next. An archive is
-- young while it has fewer than a thousand words to suggest.

SET LOCAL search_path = colporteur, public;

CREATE OR REPLACE FUNCTION search_words_due() RETURNS bigint LANGUAGE plpgsql SET search_path = colporteur, public, pg_temp AS $$
-- Of many clocks one does it.
BEGIN
  IF EXISTS (SELECT FROM search_refresh r WHERE r.at > the_time() - CASE WHEN (SELECT count(*) FROM (SELECT FROM search_word LIMIT 1000) w) < 1000
                                                  AND EXISTS (SELECT FROM post p WHERE p.message = (SELECT max(message) FROM post) AND p.accepted_at > r.at)
                                                THEN interval '5 minutes' ELSE interval '1 day' END)
     AND NOT EXISTS (SELECT FROM search_again)
     OR NOT pg_try_advisory_xact_lock(9, 0) THEN
    RETURN NULL;
  END IF;
  DELETE FROM search_again;
  RETURN search_words_refresh();
END
$$;
COMMENT ON FUNCTION search_words_due() IS 'search_words_refresh() once a day, of a young archive that grows within minutes; NULL: not yet';
