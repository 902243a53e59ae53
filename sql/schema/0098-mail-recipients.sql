-- SPDX-License-Identifier: GPL-3.0-or-later
-- A mail server that asks which addresses there are hears of those that came later, and of the names
-- that lists had.

SET LOCAL search_path = colporteur, public;

CREATE OR REPLACE FUNCTION site.mail_recipient(p_address text) RETURNS text
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
  WITH asked AS (
    SELECT regexp_replace(lower(substring(p_address FROM '^(.*)@')),
             '(-(owner|request|join|subscribe|leave|unsubscribe|propose|decide)|-(confirm|bounces|moderate|accept|discard|undo|propose|decide)[+][a-z2-7]+)$', '') AS name
  )
  SELECT l.name FROM asked a JOIN list l ON l.name = a.name OR l.id = (SELECT f.list FROM list_former_name f WHERE f.name = a.name)
  WHERE l.deleted_at IS NULL AND l.domain = lower(substring(p_address FROM '@([^@]*)$'))
  LIMIT 1
$$;
