-- SPDX-License-Identifier: GPL-3.0-or-later
-- What subscribers refer to is locked as foreign keys lock it: whoever removes an interest waits for
-- who is just taking it, and the other way round; neither could see the other before.

SET LOCAL search_path = colporteur, public;

CREATE OR REPLACE FUNCTION subscriber_place() RETURNS trigger LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
DECLARE
  n int;
BEGIN
  NEW.territories := ARRAY(SELECT DISTINCT t FROM unnest(NEW.territories) t ORDER BY t);
  NEW.interests := ARRAY(SELECT DISTINCT t FROM unnest(NEW.interests) t ORDER BY t);
  NEW.programmes := ARRAY(SELECT DISTINCT t FROM unnest(NEW.programmes) t ORDER BY t);
  PERFORM FROM territory WHERE id = ANY (NEW.territories) FOR KEY SHARE;
  GET DIAGNOSTICS n = ROW_COUNT;
  IF n <> cardinality(NEW.territories) THEN
    RAISE EXCEPTION 'a subscriber cannot live in a territory that is not there' USING ERRCODE = 'foreign_key_violation';
  END IF;
  PERFORM FROM interest WHERE id = ANY (NEW.interests) FOR KEY SHARE;
  GET DIAGNOSTICS n = ROW_COUNT;
  IF n <> cardinality(NEW.interests) THEN
    RAISE EXCEPTION 'a subscriber cannot follow an interest that is not there' USING ERRCODE = 'foreign_key_violation';
  END IF;
  PERFORM FROM programme WHERE id = ANY (NEW.programmes) FOR KEY SHARE;
  GET DIAGNOSTICS n = ROW_COUNT;
  IF n <> cardinality(NEW.programmes) THEN
    RAISE EXCEPTION 'a subscriber cannot take part in a programme that is not there' USING ERRCODE = 'foreign_key_violation';
  END IF;
  NEW.places := places_of(NEW.territories);
  RETURN NEW;
END
$$;
COMMENT ON FUNCTION subscriber_place() IS 'what foreign keys would check and lock, and places from territories';
