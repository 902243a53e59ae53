-- SPDX-License-Identifier: GPL-3.0-or-later
-- Where somebody said they live who has not confirmed yet follows when a territory becomes part of
-- another.

SET LOCAL search_path = colporteur, public;

CREATE OR REPLACE FUNCTION territory_carry(p_from bigint, p_to bigint) RETURNS void
  LANGUAGE plpgsql SET search_path = colporteur, public, pg_temp AS $$
BEGIN
  PERFORM territory_carry_data(p_from, p_to);
  INSERT INTO coordinator_territory (coordinator, territory)
    SELECT coordinator, p_to FROM coordinator_territory WHERE territory = p_from ON CONFLICT DO NOTHING;
  DELETE FROM coordinator_territory WHERE territory = p_from;
  INSERT INTO list_territory (list, territory)
    SELECT list, p_to FROM list_territory WHERE territory = p_from ON CONFLICT DO NOTHING;
  DELETE FROM list_territory WHERE territory = p_from;
  UPDATE join_request SET territories = array_remove(territories, p_to::int)
    WHERE p_from::int = ANY (territories) AND p_to::int = ANY (territories);
  UPDATE join_request SET territories = array_replace(territories, p_from::int, p_to::int)
    WHERE p_from::int = ANY (territories);
END
$$;
COMMENT ON FUNCTION territory_carry(bigint, bigint) IS
  'make whatever refers to the first territory refer to the second, coordinators, lists and who asked to join included; territory_closure_rebuild() has to follow';
