-- SPDX-License-Identifier: GPL-3.0-or-later
-- Where a contribution came from is kept so that its author hears what becomes of it. Some time after
-- the decision nothing is to be heard any more, and the address goes. What was declined goes with it:
-- nobody could be found by it any more who asks to be erased.

SET LOCAL search_path = colporteur, public;

CREATE INDEX contribution_decided ON contribution (decided_at) WHERE state IN ('accepted', 'declined');
COMMENT ON INDEX contribution_decided IS 'whose authors need not be known any more';

CREATE FUNCTION retain_proposers(p_days int, p_most int) RETURNS int LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
DECLARE
  -- Each decision anew counts: who decides otherwise meanwhile still reaches the author.
  due bigint[] := ARRAY(
    SELECT c.id FROM contribution c JOIN proposal p ON p.contribution = c.id
    WHERE c.state IN ('accepted', 'declined') AND c.decided_at < the_time() - p_days * interval '1 day'
      AND NOT EXISTS (SELECT FROM proposal_letter l WHERE l.contribution = c.id)
    ORDER BY c.decided_at LIMIT p_most);
BEGIN
  DELETE FROM contribution c WHERE c.id = ANY (due) AND c.state = 'declined' AND NOT EXISTS (SELECT FROM edition_piece e WHERE e.contribution = c.id);
  DELETE FROM proposal p WHERE p.contribution = ANY (due);
  RETURN cardinality(due);
END
$$;
COMMENT ON FUNCTION retain_proposers(int, int) IS 'forgets who proposed what was decided so many days ago, and was told of it, and what of that was declined; how many proposals that are';
