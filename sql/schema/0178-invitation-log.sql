-- SPDX-License-Identifier: GPL-3.0-or-later
-- What a coordinator's session writes into the log about invitations is about lists of theirs.

SET LOCAL search_path = colporteur, public;

CREATE OR REPLACE FUNCTION audit_invited(p_list bigint, p_expression text, p_people bigint) RETURNS void
  LANGUAGE sql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
  INSERT INTO audit (actor, what, object, name, after)
    SELECT coalesce(nullif(current_setting('colporteur.actor', true), ''), 'nobody'), 'add', 'invitation', l.name,
           jsonb_build_object('audience', p_expression, 'people', p_people)
    FROM list l WHERE l.id = p_list AND (NOT is_coordinator() OR my_lists() IS NULL OR l.id = ANY (my_lists()))
$$;

-- Whom a list of theirs is open to is for them to see, unless it asks for an address.
GRANT SELECT ON list_audience TO colporteur_coordinator;
ALTER TABLE list_audience ENABLE ROW LEVEL SECURITY;
CREATE POLICY engine ON list_audience TO colporteur_engine USING (true) WITH CHECK (true);
COMMENT ON POLICY engine ON list_audience IS 'commands of the administrator and roles that handle mail';
CREATE POLICY coordinator ON list_audience TO colporteur_coordinator
  USING (expression !~* 'address' AND ((SELECT my_lists()) IS NULL OR list = ANY ((SELECT my_lists())::bigint[])));
COMMENT ON POLICY coordinator ON list_audience IS 'of their lists';
