-- SPDX-License-Identifier: GPL-3.0-or-later
-- What still led around the limits of coordinators, and what made asking for them slow.

SET LOCAL search_path = colporteur, public;

-- --- numbers are given, not chosen ---

-- Proofs, the log and the ledger name people by number, also those who are no more. Whoever may say
-- under which number somebody is added could take a number that was another's, and with it what is
-- kept under it. An import draws its numbers over a second connection; hence a floor for each
-- transaction and not the session's own sequence alone.
CREATE UNLOGGED TABLE import_floor (
  transaction xid8 PRIMARY KEY,
  floor bigint NOT NULL
);
COMMENT ON TABLE import_floor IS 'imports by coordinators under way; rows of the past are removed by the next';
COMMENT ON COLUMN import_floor.transaction IS 'the one that writes';
COMMENT ON COLUMN import_floor.floor IS 'numbers up to this one had been given before it began';

CREATE OR REPLACE FUNCTION import_hold() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
BEGIN
  LOCK TABLE address IN SHARE ROW EXCLUSIVE MODE;
  LOCK TABLE territory, territory_closure, interest IN SHARE MODE;
  IF is_coordinator() THEN
    DELETE FROM import_floor WHERE transaction <> pg_current_xact_id();
    INSERT INTO import_floor (transaction, floor)
      VALUES (pg_current_xact_id(), nextval(pg_get_serial_sequence('colporteur.subscriber', 'id'))) ON CONFLICT DO NOTHING;
  END IF;
END
$$;

CREATE FUNCTION subscriber_number() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
BEGIN
  IF NEW.id > (SELECT floor FROM import_floor WHERE transaction = pg_current_xact_id())
     AND NEW.id <= pg_sequence_last_value(pg_get_serial_sequence('colporteur.subscriber', 'id')::regclass) THEN
    RETURN NEW;
  END IF;
  BEGIN
    IF NEW.id = currval(pg_get_serial_sequence('colporteur.subscriber', 'id')) THEN
      RETURN NEW;
    END IF;
  EXCEPTION WHEN object_not_in_prerequisite_state THEN
    NULL; -- this session drew none
  END;
  RAISE EXCEPTION 'a coordinator does not choose the number of a subscriber' USING ERRCODE = 'insufficient_privilege';
END
$$;
COMMENT ON FUNCTION subscriber_number() IS 'lets a coordinator add people under numbers that were nobody''s';
CREATE TRIGGER subscriber_numbered BEFORE INSERT ON subscriber FOR EACH ROW
  WHEN (is_coordinator()) EXECUTE FUNCTION subscriber_number();

-- Erasing leaves a tombstone, and merging says who it is now; removing a row does neither.
REVOKE DELETE ON subscriber FROM colporteur_coordinator;

-- --- who is theirs, asked so that indexes answer ---

-- "NULL or overlaps" is answered by no index, and a function asked about each of 200,000 people takes
-- seconds. Two conditions on places are one bitmap; a view with its owner's rights asks about lists
-- without asking the policies of subscriptions, which ask this one.
CREATE FUNCTION my_everywhere() RETURNS int[] LANGUAGE sql STABLE PARALLEL SAFE
  RETURN CASE WHEN colporteur.my_territories() IS NULL THEN ARRAY[]::int[] END;
COMMENT ON FUNCTION my_everywhere() IS 'for those who are limited to no territory: no place at all, which all places contain; NULL for others';

CREATE VIEW on_my_lists AS
  SELECT s.id AS subscriber FROM subscriber s
  WHERE EXISTS (SELECT FROM subscription u WHERE u.subscriber = s.id AND u.list = ANY ((SELECT my_lists())::bigint[]))
     OR NOT EXISTS (SELECT FROM subscription u WHERE u.subscriber = s.id);
COMMENT ON VIEW on_my_lists IS 'as is_on_my_lists(), for many';
COMMENT ON COLUMN on_my_lists.subscriber IS 'who';

GRANT EXECUTE ON FUNCTION my_everywhere() TO colporteur_coordinator;
GRANT SELECT ON on_my_lists TO colporteur_coordinator;

DROP POLICY coordinator ON subscriber;
-- Who is being added is not in the view yet.
CREATE POLICY coordinator ON subscriber TO colporteur_coordinator
  USING ((places && (SELECT my_territories()) OR places @> (SELECT my_everywhere()))
     AND ((SELECT my_lists()) IS NULL OR EXISTS (SELECT FROM on_my_lists m WHERE m.subscriber = subscriber.id)))
  WITH CHECK ((places && (SELECT my_territories()) OR places @> (SELECT my_everywhere()))
     AND ((SELECT my_lists()) IS NULL OR is_on_my_lists(id)));

-- --- no more by the way than straight out ---

-- A saved audience may ask for one address.
ALTER TABLE audience ENABLE ROW LEVEL SECURITY;
CREATE POLICY engine ON audience TO colporteur_engine USING (true) WITH CHECK (true);
COMMENT ON POLICY engine ON audience IS 'commands of the administrator and roles that handle mail';
CREATE POLICY coordinator ON audience TO colporteur_coordinator USING (expression !~* 'address');

-- What their people are on elsewhere shows in no other table either.
DROP POLICY coordinator ON suppression;
CREATE POLICY coordinator ON suppression TO colporteur_coordinator
  USING ((list IS NULL OR (SELECT my_lists()) IS NULL OR list = ANY ((SELECT my_lists())::bigint[]))
     AND EXISTS (SELECT FROM address a WHERE a.address_key = suppression.address_key));
DROP POLICY coordinator ON bounce_score;
CREATE POLICY coordinator ON bounce_score TO colporteur_coordinator
  USING (((SELECT my_lists()) IS NULL OR list = ANY ((SELECT my_lists())::bigint[]))
     AND EXISTS (SELECT FROM subscriber s WHERE s.id = bounce_score.subscriber));
DROP POLICY coordinator ON list_role;
CREATE POLICY coordinator ON list_role TO colporteur_coordinator
  USING (list = ANY ((SELECT my_lists())::bigint[])
      OR (SELECT my_lists()) IS NULL AND EXISTS (SELECT FROM address a WHERE a.address_key = lower(list_role.address)));

-- Mail goes to the address as it is written, of which only the key is compared: written otherwise it
-- could be somebody else's. A domain in other letters is folded by the program alone, so that of such
-- an address only what stands before the domain is held to its key.
DROP POLICY coordinator ON address;
CREATE POLICY coordinator ON address TO colporteur_coordinator
  USING (EXISTS (SELECT FROM subscriber s WHERE s.id = address.subscriber))
  WITH CHECK (EXISTS (SELECT FROM subscriber s WHERE s.id = address.subscriber)
     AND CASE WHEN address ~ '^[ -~]*$' THEN lower(address) = address_key
              ELSE lower(regexp_replace(address, '@[^@]*$', '')) = regexp_replace(address_key, '@[^@]*$', '') END);

-- A session sets the clock that tests freeze; not the log's of what a coordinator did.
CREATE OR REPLACE FUNCTION audit_sign() RETURNS trigger LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
BEGIN
  NEW.actor := actor();
  NEW.at := now();
  RETURN NEW;
END
$$;
COMMENT ON FUNCTION audit_sign() IS 'a coordinator''s line has their name and the server''s time';

CREATE OR REPLACE FUNCTION import_not_yours() RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN 'is not for you to add: they would not be among your people';
