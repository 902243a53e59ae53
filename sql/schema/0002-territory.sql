-- SPDX-License-Identifier: GPL-3.0-or-later
-- Territories (a directed acyclic graph: 89 EPCI cross a département's border) and interests
-- (a tree). Both keep a closure table, so that "everything below" is one indexed join.

SET LOCAL search_path = colporteur, public;

CREATE TABLE territory (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  code text NOT NULL UNIQUE CHECK (code ~ '^[A-Za-z0-9-]{1,40}$'),
  kind text NOT NULL CHECK (kind IN ('country', 'region', 'departement', 'epci', 'commune', 'own')),
  official_code text,
  name text NOT NULL CHECK (name <> ''),
  slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9-]+$'),
  name_key text NOT NULL GENERATED ALWAYS AS (plain(name)) STORED
);
COMMENT ON TABLE territory IS 'a node of the geography';
COMMENT ON COLUMN territory.id IS 'our number';
COMMENT ON COLUMN territory.code IS 'unique over all kinds: INSEE code of a commune or département, SIREN of an EPCI, R and the INSEE code of a region, FR, or the community''s own word';
COMMENT ON COLUMN territory.kind IS 'country, region, departement, epci, commune, or own: the community''s';
COMMENT ON COLUMN territory.official_code IS 'the official code without our prefix; NULL for the community''s own';
COMMENT ON COLUMN territory.name IS 'official name, in French';
COMMENT ON COLUMN territory.slug IS 'unique word for addresses of pages';
COMMENT ON COLUMN territory.name_key IS 'name as people compare it';
CREATE INDEX territory_name_key ON territory (name_key);

CREATE TABLE territory_parent (
  child bigint NOT NULL REFERENCES territory ON DELETE CASCADE,
  parent bigint NOT NULL REFERENCES territory ON DELETE CASCADE,
  PRIMARY KEY (child, parent),
  CHECK (child <> parent)
);
COMMENT ON TABLE territory_parent IS 'edges of the graph';
COMMENT ON COLUMN territory_parent.child IS 'what lies inside';
COMMENT ON COLUMN territory_parent.parent IS 'what it lies inside of';
CREATE INDEX territory_parent_parent ON territory_parent (parent);

CREATE TABLE territory_closure (
  ancestor bigint NOT NULL,
  descendant bigint NOT NULL,
  PRIMARY KEY (ancestor, descendant)
);
COMMENT ON TABLE territory_closure IS 'each territory with everything below it, itself included; made from territory_parent, so without foreign keys, which would take most of the time of making it';
COMMENT ON COLUMN territory_closure.ancestor IS 'a territory';
COMMENT ON COLUMN territory_closure.descendant IS 'what is below it, or itself';
CREATE INDEX territory_closure_descendant ON territory_closure (descendant, ancestor);

CREATE TABLE territory_former_code (
  code text NOT NULL,
  territory bigint NOT NULL REFERENCES territory ON DELETE CASCADE,
  PRIMARY KEY (code, territory)
);
COMMENT ON TABLE territory_former_code IS 'codes that communes had before they merged or changed';
COMMENT ON COLUMN territory_former_code.code IS 'the code that is no more';
COMMENT ON COLUMN territory_former_code.territory IS 'the commune of today';

CREATE TABLE territory_postal_code (
  postal_code text NOT NULL,
  territory bigint NOT NULL REFERENCES territory ON DELETE CASCADE,
  PRIMARY KEY (postal_code, territory)
);
COMMENT ON TABLE territory_postal_code IS 'postal codes of communes: many to many';
COMMENT ON COLUMN territory_postal_code.postal_code IS 'five digits';
COMMENT ON COLUMN territory_postal_code.territory IS 'a commune it serves';
CREATE INDEX territory_postal_code_territory ON territory_postal_code (territory);

CREATE UNLOGGED TABLE incoming (a text, b text, c text, d text, e text, f text);
COMMENT ON TABLE incoming IS 'rows of shipped data on their way in: whoever copies them here takes them out in the same transaction, so it always looks empty; queries name the columns';
COMMENT ON COLUMN incoming.a IS 'first column of the file that is being loaded';
COMMENT ON COLUMN incoming.b IS 'second';
COMMENT ON COLUMN incoming.c IS 'third';
COMMENT ON COLUMN incoming.d IS 'fourth';
COMMENT ON COLUMN incoming.e IS 'fifth';
COMMENT ON COLUMN incoming.f IS 'sixth';

CREATE TABLE vintage (
  data text PRIMARY KEY,
  version text NOT NULL,
  loaded_at timestamptz NOT NULL DEFAULT the_time()
);
COMMENT ON TABLE vintage IS 'which edition of shipped data (geography, interests) is loaded';
COMMENT ON COLUMN vintage.data IS 'geography or interest';
COMMENT ON COLUMN vintage.version IS 'the source''s own version and date, and a checksum of the files';
COMMENT ON COLUMN vintage.loaded_at IS 'when it was loaded';

CREATE FUNCTION territory_closure_rebuild() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE n bigint;
BEGIN
  -- Two at once would both insert the same pairs. Only differences are written: a new edge costs
  -- the reading of the whole graph, and nothing is locked for readers.
  LOCK TABLE territory_closure IN SHARE ROW EXCLUSIVE MODE;
  CREATE TEMPORARY TABLE closure_now ON COMMIT DROP AS
    WITH RECURSIVE up(ancestor, descendant) AS (
      SELECT id, id FROM territory
      UNION
      SELECT p.parent, up.descendant FROM up JOIN territory_parent p ON p.child = up.ancestor
    )
    SELECT ancestor, descendant FROM up;
  GET DIAGNOSTICS n = ROW_COUNT;
  ANALYZE closure_now;
  IF EXISTS (SELECT FROM territory_parent p JOIN closure_now c ON c.ancestor = p.child AND c.descendant = p.parent) THEN
    RAISE EXCEPTION 'the territories form a circle' USING ERRCODE = 'check_violation';
  END IF;
  DELETE FROM territory_closure c
    WHERE NOT EXISTS (SELECT FROM closure_now w WHERE w.ancestor = c.ancestor AND w.descendant = c.descendant);
  INSERT INTO territory_closure (ancestor, descendant)
    SELECT ancestor, descendant FROM closure_now w
    WHERE NOT EXISTS (SELECT FROM territory_closure c WHERE w.ancestor = c.ancestor AND w.descendant = c.descendant)
    ORDER BY 1, 2;
  DROP TABLE closure_now;
  RETURN n;
END
$$;
COMMENT ON FUNCTION territory_closure_rebuild() IS 'compute territory_closure again from territory_parent';

-- Checking 200,000 references one by one and keeping an index in step take two thirds of a first
-- load. Both are done at once behind it; whoever fails between the two rolls both back.
CREATE FUNCTION territory_load_begin() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
BEGIN
  LOCK TABLE territory IN EXCLUSIVE MODE;
  IF EXISTS (SELECT FROM territory) THEN
    RAISE EXCEPTION 'there are territories already' USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  ALTER TABLE territory_parent DROP CONSTRAINT territory_parent_child_fkey, DROP CONSTRAINT territory_parent_parent_fkey;
  ALTER TABLE territory_former_code DROP CONSTRAINT territory_former_code_territory_fkey;
  ALTER TABLE territory_postal_code DROP CONSTRAINT territory_postal_code_territory_fkey;
  DROP INDEX territory_closure_descendant;
END
$$;
COMMENT ON FUNCTION territory_load_begin() IS 'before the first load of territories: references unchecked until territory_load_end()';

CREATE FUNCTION territory_load_end() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
  ALTER TABLE territory_parent
    ADD CONSTRAINT territory_parent_child_fkey FOREIGN KEY (child) REFERENCES territory ON DELETE CASCADE,
    ADD CONSTRAINT territory_parent_parent_fkey FOREIGN KEY (parent) REFERENCES territory ON DELETE CASCADE;
  ALTER TABLE territory_former_code
    ADD CONSTRAINT territory_former_code_territory_fkey FOREIGN KEY (territory) REFERENCES territory ON DELETE CASCADE;
  ALTER TABLE territory_postal_code
    ADD CONSTRAINT territory_postal_code_territory_fkey FOREIGN KEY (territory) REFERENCES territory ON DELETE CASCADE;
  CREATE INDEX territory_closure_descendant ON territory_closure (descendant, ancestor);
  ANALYZE territory, territory_parent, territory_closure, territory_former_code, territory_postal_code;
$$;
COMMENT ON FUNCTION territory_load_end() IS 'after the first load of territories: constraints, index and statistics as they were';

CREATE TABLE interest (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9-]+$'),
  parent bigint REFERENCES interest CHECK (parent <> id),
  label_fr text NOT NULL,
  label_en text NOT NULL,
  label_br text NOT NULL,
  position int NOT NULL DEFAULT 0
);
COMMENT ON TABLE interest IS 'a node of the community''s themes';
COMMENT ON COLUMN interest.id IS 'our number';
COMMENT ON COLUMN interest.slug IS 'unique word for commands, files and addresses of pages';
COMMENT ON COLUMN interest.parent IS 'what it is part of; NULL for a theme';
COMMENT ON COLUMN interest.label_fr IS 'shown in French';
COMMENT ON COLUMN interest.label_en IS 'shown in English';
COMMENT ON COLUMN interest.label_br IS 'shown in Breton';
COMMENT ON COLUMN interest.position IS 'order among those of one parent';

CREATE TABLE interest_closure (
  ancestor bigint NOT NULL REFERENCES interest ON DELETE CASCADE,
  descendant bigint NOT NULL REFERENCES interest ON DELETE CASCADE,
  PRIMARY KEY (ancestor, descendant)
);
COMMENT ON TABLE interest_closure IS 'each interest with everything below it, itself included';
COMMENT ON COLUMN interest_closure.ancestor IS 'an interest';
COMMENT ON COLUMN interest_closure.descendant IS 'what is below it, or itself';
CREATE INDEX interest_closure_descendant ON interest_closure (descendant, ancestor);

CREATE FUNCTION interest_closure_rebuild() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE n bigint;
BEGIN
  DELETE FROM interest_closure;
  INSERT INTO interest_closure (ancestor, descendant)
  WITH RECURSIVE up(ancestor, descendant) AS (
    SELECT id, id FROM interest
    UNION
    SELECT i.parent, up.descendant FROM up JOIN interest i ON i.id = up.ancestor WHERE i.parent IS NOT NULL
  )
  SELECT ancestor, descendant FROM up;
  GET DIAGNOSTICS n = ROW_COUNT;
  RETURN n;
END
$$;
COMMENT ON FUNCTION interest_closure_rebuild() IS 'compute interest_closure again from interest.parent';
