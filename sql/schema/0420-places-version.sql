-- SPDX-License-Identifier: GPL-3.0-or-later
-- The places completed as one types change when the geography does: which state of it is seen, so that
-- the site can send an answer again.

SET LOCAL search_path = colporteur, public;

CREATE TABLE places_state (
  is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
  changed xid8 NOT NULL
);
COMMENT ON TABLE places_state IS 'which transaction changed names, codes or places of territories last: one row';
COMMENT ON COLUMN places_state.is_only IS 'there is one row';
COMMENT ON COLUMN places_state.changed IS 'the transaction; who sees its number sees what it did';
INSERT INTO places_state (changed) VALUES (pg_current_xact_id());

CREATE FUNCTION places_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
BEGIN
  -- Once in a transaction, however many statements a load takes.
  UPDATE places_state SET changed = pg_current_xact_id() WHERE changed <> pg_current_xact_id();
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION places_changed() IS 'notes that the answers to what somebody types may be others';
CREATE TRIGGER places_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON territory FOR EACH STATEMENT EXECUTE FUNCTION places_changed();
CREATE TRIGGER places_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON territory_postal_code FOR EACH STATEMENT EXECUTE FUNCTION places_changed();
CREATE TRIGGER places_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON territory_former_name FOR EACH STATEMENT EXECUTE FUNCTION places_changed();
CREATE TRIGGER places_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON territory_closure FOR EACH STATEMENT EXECUTE FUNCTION places_changed();

CREATE VIEW site.places_version WITH (security_barrier) AS SELECT changed::text AS version FROM colporteur.places_state;
COMMENT ON VIEW site.places_version IS 'which state of the geography is seen';
REVOKE EXECUTE ON FUNCTION places_changed() FROM PUBLIC;
GRANT SELECT ON site.places_version TO colporteur_site, colporteur_engine;
