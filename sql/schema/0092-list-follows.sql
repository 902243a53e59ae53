-- SPDX-License-Identifier: GPL-3.0-or-later
-- What lists are about follows when a territory becomes part of another; coordinators find their
-- lists by the names these had.

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

-- A list that is not theirs is not found by a former name either.
ALTER TABLE list_former_name ENABLE ROW LEVEL SECURITY;
CREATE POLICY engine ON list_former_name TO colporteur_engine USING (true) WITH CHECK (true);
CREATE POLICY coordinator ON list_former_name TO colporteur_coordinator USING (EXISTS (SELECT FROM list l WHERE l.id = list));
GRANT SELECT ON list_former_name TO colporteur_coordinator;
