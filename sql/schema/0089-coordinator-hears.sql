-- SPDX-License-Identifier: GPL-3.0-or-later
-- What coordinators hear by the way: the log says no more of other lists than the subscriptions do,
-- and an import says no more of somebody elsewhere than that they are not theirs.

SET LOCAL search_path = colporteur, public;

DROP POLICY coordinator ON audit;
CREATE POLICY coordinator ON audit TO colporteur_coordinator
  USING (EXISTS (SELECT FROM subscriber s WHERE s.id = audit.subscriber)
     AND ((SELECT my_lists()) IS NULL OR object NOT IN ('subscription', 'suppression')
          OR object = 'suppression' AND name IS NULL OR EXISTS (SELECT FROM list l WHERE l.name = audit.name)));

CREATE OR REPLACE FUNCTION import_bar(p_keys text[]) RETURNS TABLE (n bigint, list bigint, why text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
BEGIN
  RETURN QUERY
    WITH k AS MATERIALIZED (SELECT * FROM unnest(p_keys) WITH ORDINALITY k (address_key, n)),
    elsewhere AS MATERIALIZED (
      SELECT k.n FROM k JOIN address a ON a.address_key = k.address_key WHERE is_coordinator() AND NOT is_mine(a.subscriber))
    SELECT k.n, -1::bigint, 'is written to no more (' || x.reason || ')'
    FROM k JOIN suppression x ON x.address_key = k.address_key
    WHERE NOT EXISTS (SELECT FROM elsewhere e WHERE e.n = k.n)
    UNION ALL
    SELECT k.n, 0::bigint, 'the person with this address asked to be erased'
    FROM k JOIN tombstone t ON t.address_hash = tombstone_hash(k.address_key) WHERE EXISTS (SELECT FROM tombstone)
      AND NOT EXISTS (SELECT FROM elsewhere e WHERE e.n = k.n)
    UNION ALL
    SELECT e.n, 0::bigint, import_not_yours() FROM elsewhere e;
END
$$;
