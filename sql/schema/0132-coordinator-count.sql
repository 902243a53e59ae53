-- SPDX-License-Identifier: GPL-3.0-or-later
-- What a coordinator of lists sees is asked of each person apart, or of all at once, as the planner
-- finds cheaper: it can choose only while the question is "is there a row with this number?". The
-- view that asked two at once, through a table of people again, left it none.

SET LOCAL search_path = colporteur, public;

CREATE OR REPLACE VIEW on_my_lists AS
  SELECT u.subscriber FROM subscription u WHERE u.list = ANY ((SELECT my_lists())::bigint[]);
COMMENT ON VIEW on_my_lists IS 'who is or was on a list of the session''s coordinator';

CREATE VIEW on_no_list AS
  SELECT s.id AS subscriber FROM subscriber s WHERE NOT EXISTS (SELECT FROM subscription u WHERE u.subscriber = s.id);
COMMENT ON VIEW on_no_list IS 'who is and was on no list at all, as somebody who is just being added';
COMMENT ON COLUMN on_no_list.subscriber IS 'who';
GRANT SELECT ON on_no_list TO colporteur_coordinator;

ALTER POLICY coordinator ON subscriber
  USING ((places && (SELECT my_territories()) OR places @> (SELECT my_everywhere()))
     AND ((SELECT my_lists()) IS NULL
          OR EXISTS (SELECT FROM on_my_lists m WHERE m.subscriber = subscriber.id)
          OR EXISTS (SELECT FROM on_no_list m WHERE m.subscriber = subscriber.id)));
