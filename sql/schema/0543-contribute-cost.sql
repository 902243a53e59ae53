-- SPDX-License-Identifier: GPL-3.0-or-later
-- Which letters take contributions is planned once for a connection, not for each form that is shown:
-- 0.05 ms for 0.12.

SET LOCAL search_path = colporteur, public;

CREATE OR REPLACE FUNCTION site.proposal_lists() RETURNS TABLE (name text, title text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
    SELECT l.name, l.title FROM list l
    WHERE l.is_public AND l.closed_at IS NULL AND l.kind <> 'discussion' AND EXISTS (SELECT FROM list_role r WHERE r.list = l.id)
    ORDER BY l.kind DESC, l.id LIMIT 20;
END
$$;
