-- SPDX-License-Identifier: GPL-3.0-or-later
-- A young archive has its first suggestions for a typo within minutes of its first messages: its words
-- were counted on the day it was made, when there were none, and not again before the next.

SET LOCAL search_path = colporteur, public;

CREATE OR REPLACE FUNCTION search_words_due() RETURNS bigint LANGUAGE plpgsql SET search_path = colporteur, public, pg_temp AS $$
-- Of many clocks one does it.
BEGIN
  IF EXISTS (SELECT FROM search_refresh WHERE at > the_time() - CASE WHEN EXISTS (SELECT FROM search_word) THEN interval '1 day' ELSE interval '5 minutes' END)
     AND NOT EXISTS (SELECT FROM search_again)
     OR NOT pg_try_advisory_xact_lock(9, 0) THEN
    RETURN NULL;
  END IF;
  DELETE FROM search_again;
  RETURN search_words_refresh();
END
$$;
