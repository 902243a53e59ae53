-- SPDX-License-Identifier: GPL-3.0-or-later
-- One person erased made each import slow: tombstone_hash() looked up the salt again and set the
-- search path for each address. The salt is read once, and the hash is the same.

SET LOCAL search_path = colporteur, public;

CREATE OR REPLACE FUNCTION import_bar(p_keys text[]) RETURNS TABLE (n bigint, list bigint, why text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
DECLARE
  -- NULL where nobody was erased: then nothing is hashed.
  salted bytea := (SELECT t.salt FROM tombstone_salt t WHERE EXISTS (SELECT FROM tombstone));
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
    FROM k JOIN tombstone t ON t.address_hash = sha256(salted || convert_to(k.address_key, 'UTF8')) WHERE salted IS NOT NULL
      AND NOT EXISTS (SELECT FROM elsewhere e WHERE e.n = k.n)
    UNION ALL
    SELECT e.n, 0::bigint, import_not_yours() FROM elsewhere e;
END
$$;
COMMENT ON FUNCTION import_bar(text[]) IS
  'what an import must not undo, by the place of an address among the keys: list 0 refuses the line, -1 every list';
