-- SPDX-License-Identifier: GPL-3.0-or-later
-- Saved audiences: expressions with a name, which others may be made of.

SET LOCAL search_path = colporteur, public;

CREATE TABLE audience (
  name text PRIMARY KEY CHECK (name ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
  expression text NOT NULL,
  saved_at timestamptz NOT NULL DEFAULT the_time(),
  saved_by text NOT NULL
);
COMMENT ON TABLE audience IS 'saved audiences';
COMMENT ON COLUMN audience.name IS 'the word in audience:NAME';
COMMENT ON COLUMN audience.expression IS 'as written; names in it are looked up at each use';
COMMENT ON COLUMN audience.saved_at IS 'when it was last saved';
COMMENT ON COLUMN audience.saved_by IS 'by whom';

CREATE TABLE audience_use (
  audience text NOT NULL REFERENCES audience ON DELETE CASCADE,
  uses text NOT NULL REFERENCES audience,
  PRIMARY KEY (audience, uses)
);
COMMENT ON TABLE audience_use IS 'which saved audience is made of which; what is used cannot be removed';
COMMENT ON COLUMN audience_use.audience IS 'the whole';
COMMENT ON COLUMN audience_use.uses IS 'the part';
CREATE INDEX audience_use_uses ON audience_use (uses);

CREATE FUNCTION audience_save(p_name text, p_expression text, p_uses text[], p_by text) RETURNS boolean
  LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
DECLARE
  is_new boolean;
BEGIN
  -- Two savers at once could each close a circle that neither sees.
  LOCK TABLE audience_use IN SHARE ROW EXCLUSIVE MODE;
  INSERT INTO audience AS a (name, expression, saved_by) VALUES (p_name, p_expression, p_by)
    ON CONFLICT (name) DO UPDATE SET expression = p_expression, saved_by = p_by, saved_at = the_time()
    RETURNING xmax = 0 INTO is_new;
  DELETE FROM audience_use WHERE audience = p_name;
  INSERT INTO audience_use (audience, uses) SELECT DISTINCT p_name, u FROM unnest(p_uses) u;
  IF EXISTS (
    WITH RECURSIVE part(name) AS (
      SELECT uses FROM audience_use WHERE audience = p_name
      UNION
      SELECT u.uses FROM part JOIN audience_use u ON u.audience = part.name
    )
    SELECT FROM part WHERE name = p_name) THEN
    RAISE EXCEPTION 'the audience "%" would be made of itself', p_name USING ERRCODE = 'check_violation';
  END IF;
  RETURN is_new;
END
$$;
COMMENT ON FUNCTION audience_save(text, text, text[], text) IS
  'save an expression under a name; whether the name is new; check_violation where it would be made of itself';
