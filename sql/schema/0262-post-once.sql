-- SPDX-License-Identifier: GPL-3.0-or-later
-- A mail that is written to several lists of a tree reaches each person once, also where two of them
-- are filled at the same moment.

SET LOCAL search_path = colporteur, public;

CREATE OR REPLACE FUNCTION post_had(p_list bigint, p_message bigint) RETURNS SETOF bigint LANGUAGE plpgsql VOLATILE ROWS 10
  SET search_path = colporteur, pg_temp AS $$
#variable_conflict use_column
-- Whoever is first is waited for, until its transaction ends; what is looked at then is as it left
-- it, which takes a function that sees more than the statement it is called in: a volatile one.
-- A digest has a post after its own mailing was begun.
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('post ' || p_message, 262));
  RETURN QUERY
    WITH issue AS MATERIALIZED (
      SELECT m.id, m.list FROM mailing m JOIN list_reach(p_list) r ON r.list = m.list
      WHERE m.kind = 'post' AND m.message = p_message AND m.state <> 'cancelled'
    )
    SELECT d.recipient FROM issue i JOIN delivery d ON d.mailing = i.id
    UNION
    SELECT w.subscriber FROM issue i JOIN digest_wait w ON w.list = i.list AND w.message = p_message
    UNION
    SELECT d.recipient FROM (SELECT list, min(id) AS first FROM issue GROUP BY list) i
      JOIN mailing m ON m.kind = 'digest' AND m.list = i.list AND m.id > i.first AND m.posts @> ARRAY[p_message]
      JOIN delivery d ON d.mailing = m.id;
END
$$;
