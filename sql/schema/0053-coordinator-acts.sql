-- SPDX-License-Identifier: GPL-3.0-or-later
-- What coordinators do to many people at once, and what the acts of others do to coordinators:
-- importing, geography that moves, erasing.

SET LOCAL search_path = colporteur, public;

-- --- importing ---

-- Locks that an import needs and a coordinator has no right to: these two, and only as long as the
-- transaction lasts.
CREATE FUNCTION import_hold() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
BEGIN
  LOCK TABLE address IN SHARE ROW EXCLUSIVE MODE;
  LOCK TABLE territory, territory_closure, interest, programme IN SHARE MODE;
END
$$;
COMMENT ON FUNCTION import_hold() IS
  'for the transaction: nobody takes an address between looking whether it is known and adding it, and what rows refer to stays';

CREATE FUNCTION import_bar(p_keys text[]) RETURNS TABLE (n bigint, list bigint, why text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
BEGIN
  RETURN QUERY
    WITH k AS MATERIALIZED (SELECT * FROM unnest(p_keys) WITH ORDINALITY k (address_key, n))
    SELECT k.n, -1::bigint, 'is written to no more (' || x.reason || ')'
    FROM k JOIN suppression x ON x.address_key = k.address_key
    UNION ALL
    SELECT k.n, 0::bigint, 'the person with this address asked to be erased'
    FROM k JOIN tombstone t ON t.address_hash = tombstone_hash(k.address_key) WHERE EXISTS (SELECT FROM tombstone)
    UNION ALL
    SELECT k.n, 0::bigint, import_not_yours()
    FROM k JOIN address a ON a.address_key = k.address_key WHERE is_coordinator() AND NOT is_mine(a.subscriber);
END
$$;
COMMENT ON FUNCTION import_bar(text[]) IS
  'what an import must not undo, by the place of an address among the keys: list 0 refuses the line, -1 every list';

CREATE FUNCTION import_not_yours() RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN 'is not for you to add: your people live in your territories';
COMMENT ON FUNCTION import_not_yours() IS
  'the one reason for somebody who is there but elsewhere, and for somebody who would be: so that nobody learns who is there';

CREATE FUNCTION import_elsewhere(p_places text[]) RETURNS TABLE (n bigint, why text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
  SELECT p.n, import_not_yours() FROM unnest(p_places) WITH ORDINALITY p (places, n)
  WHERE is_coordinator() AND my_territories() IS NOT NULL AND NOT p.places::int[] && my_territories()
$$;
COMMENT ON FUNCTION import_elsewhere(text[]) IS 'which of these people would lie outside the territories of the session''s coordinator';

CREATE FUNCTION import_number(p_count bigint) RETURNS SETOF bigint
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
  SELECT nextval(s.id) FROM (SELECT pg_get_serial_sequence('colporteur.subscriber', 'id')::regclass AS id OFFSET 0) s, generate_series(1, p_count)
$$;
COMMENT ON FUNCTION import_number(bigint) IS 'numbers for subscribers to be added';

REVOKE EXECUTE ON FUNCTION import_hold(), import_bar(text[]), import_not_yours(), import_elsewhere(text[]), import_number(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION import_hold(), import_bar(text[]), import_not_yours(), import_elsewhere(text[]), import_number(bigint)
  TO colporteur_engine, colporteur_coordinator;

-- Whom another system stopped writing to is told by whoever moves the people; the rows say nothing
-- else, so that they may be added for one's own people alone.
GRANT INSERT ON suppression TO colporteur_coordinator;

-- --- geography that moves ---

ALTER FUNCTION territory_carry(bigint, bigint) RENAME TO territory_carry_data;
CREATE FUNCTION territory_carry(p_from bigint, p_to bigint) RETURNS void
  LANGUAGE plpgsql SET search_path = colporteur, public, pg_temp AS $$
BEGIN
  PERFORM territory_carry_data(p_from, p_to);
  INSERT INTO coordinator_territory (coordinator, territory)
    SELECT coordinator, p_to FROM coordinator_territory WHERE territory = p_from ON CONFLICT DO NOTHING;
  DELETE FROM coordinator_territory WHERE territory = p_from;
END
$$;
COMMENT ON FUNCTION territory_carry(bigint, bigint) IS
  'make whatever refers to the first territory refer to the second, coordinators included; territory_closure_rebuild() has to follow';

-- --- erasing ---

-- Some lines of the log are about no subscriber, and hold an address all the same: roles on lists,
-- and audiences that ask for one.
CREATE FUNCTION audit_forget(p_keys text[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
DECLARE
  -- A whole address: not one that ends in another.
  patterns text[] := ARRAY(SELECT '(^|[^[:alnum:]._%+-])' || regexp_replace(k, '([^[:alnum:]@_-])', '\\\1', 'g') || '($|[^[:alnum:].-])'
                           FROM unnest(p_keys) k);
BEGIN
  PERFORM set_config('colporteur.erasing', 'yes', true);
  DELETE FROM audit u WHERE u.subscriber IS NULL
    AND (lower(u.before::text) ~ ANY (patterns) OR lower(u.after::text) ~ ANY (patterns));
  PERFORM set_config('colporteur.erasing', '', true);
END
$$;
COMMENT ON FUNCTION audit_forget(text[]) IS 'take out of the log whatever holds one of these addresses';
REVOKE EXECUTE ON FUNCTION audit_forget(text[]) FROM PUBLIC, colporteur_engine;

CREATE OR REPLACE FUNCTION subscriber_erase(p_subscriber bigint, p_how text) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
DECLARE
  numbers bigint[] := ARRAY(SELECT gone FROM subscriber_merged WHERE kept = p_subscriber) || p_subscriber;
  keys text[] := ARRAY(SELECT address_key FROM address WHERE subscriber = p_subscriber);
BEGIN
  IF NOT is_mine(p_subscriber) THEN
    RAISE EXCEPTION 'that is none of your people' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM set_config('colporteur.actor', actor(), true);
  PERFORM subscriber_erase_any(p_subscriber, p_how);
  PERFORM audit_forget(keys);
  -- A coordinator's session cannot turn the log off, so what it has written just now goes behind.
  IF is_coordinator() THEN
    PERFORM set_config('colporteur.erasing', 'yes', true);
    DELETE FROM audit WHERE subscriber = ANY (numbers);
    PERFORM set_config('colporteur.erasing', '', true);
  END IF;
END
$$;

-- What they wrote in public belongs to the archive, which is everybody's: cutting names out of it
-- is not for who looks after a part of the people.
