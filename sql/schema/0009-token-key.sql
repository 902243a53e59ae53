-- SPDX-License-Identifier: GPL-3.0-or-later
-- Keys of tokens change hands without a stop: a new key verifies at once and signs five minutes
-- later, by when every process has read it (they look once a minute).

SET LOCAL search_path = colporteur, public;

COMMENT ON TABLE token_key IS 'keys that tokens are authenticated with; the youngest of five minutes or more signs, all that are not retired verify';
COMMENT ON COLUMN token_key.created_at IS 'when it was made; it signs from five minutes later on';

CREATE VIEW token_key_in_force AS
  SELECT id, key, created_at, row_number() OVER (
           -- Where all are fresh, the oldest is the one that others know already.
           ORDER BY created_at > the_time() - interval '5 minutes',
                    CASE WHEN created_at > the_time() - interval '5 minutes' THEN us(created_at) ELSE -us(created_at) END,
                    id DESC) = 1 AS signs
  FROM token_key WHERE retired_at IS NULL;
COMMENT ON VIEW token_key_in_force IS 'keys that verify, and which of them signs';
COMMENT ON COLUMN token_key_in_force.signs IS 'true for exactly one';
REVOKE ALL ON token_key_in_force FROM colporteur_engine;
GRANT SELECT ON token_key_in_force TO colporteur_engine;

CREATE FUNCTION token_key_rotate() RETURNS int
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, public, pg_temp AS $$
DECLARE
  fresh int;
BEGIN
  LOCK TABLE token_key IN SHARE ROW EXCLUSIVE MODE;
  SELECT max(id) + 1 INTO fresh FROM token_key;
  IF fresh > 255 THEN
    RAISE EXCEPTION 'all 255 numbers of keys are used' USING ERRCODE = 'check_violation';
  END IF;
  INSERT INTO token_key (id, key)
    SELECT fresh, sha256(string_agg(uuid_send(gen_random_uuid()), '')) FROM generate_series(1, 4);
  RETURN fresh;
END
$$;
COMMENT ON FUNCTION token_key_rotate() IS 'make a key that will sign instead of today''s; its number';

CREATE FUNCTION token_key_retire(p_id int) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, public, pg_temp AS $$
DECLARE
  is_signing boolean;
BEGIN
  LOCK TABLE token_key IN SHARE ROW EXCLUSIVE MODE;
  SELECT signs INTO is_signing FROM token_key_in_force WHERE id = p_id;
  IF is_signing IS NULL OR is_signing THEN
    RETURN NOT is_signing;
  END IF;
  UPDATE token_key SET retired_at = the_time() WHERE id = p_id;
  RETURN true;
END
$$;
COMMENT ON FUNCTION token_key_retire(int) IS
  'refuse from now on what a key has signed; NULL when it is not in force, false when it is the one that signs';
