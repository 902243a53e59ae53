-- SPDX-License-Identifier: GPL-3.0-or-later
-- A delivery that we gave up ourselves says nothing about the address: what is withdrawn or dropped would
-- else weigh like what a server refused.

SET LOCAL search_path = colporteur, public;

CREATE FUNCTION given_up(p_reply text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(p_reply IN ('has left the list', 'has no address', 'not sent before its deadline (not-after)',
                              'the list was deleted', 'withdrawn from the archive')
                  OR starts_with(p_reply, 'given up by command: '), false)
$$;
COMMENT ON FUNCTION given_up(text) IS 'whether a delivery that failed was given up by us, for a reason of ours, and not refused by a server';
REVOKE EXECUTE ON FUNCTION given_up(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION given_up(text) TO colporteur_engine;
