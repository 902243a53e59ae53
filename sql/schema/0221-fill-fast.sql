-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who asked for no break is told from who did without asking what time it is: the ledger is filled from
-- a million people, of whom few did.

SET LOCAL search_path = colporteur, public;

CREATE OR REPLACE FUNCTION is_on_break(s subscriber) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  RETURN s.break_from IS NOT NULL AND coalesce(the_time()::date BETWEEN s.break_from AND s.break_until, false);

CREATE OR REPLACE FUNCTION is_paused(u subscription) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  RETURN u.pause_from IS NOT NULL AND coalesce(the_time()::date BETWEEN u.pause_from AND u.pause_until, false);
