-- SPDX-License-Identifier: GPL-3.0-or-later
-- What lists are about follows when a territory becomes part of another.

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
END
$$;
COMMENT ON FUNCTION territory_carry(bigint, bigint) IS
  'make whatever refers to the first territory refer to the second, coordinators and lists included; territory_closure_rebuild() has to follow';
