-- SPDX-License-Identifier: GPL-3.0-or-later
-- A geography that moves: what communes and EPCI that are no more leave behind, who goes where, and
-- the record of it.

SET LOCAL search_path = colporteur, public;

ALTER TABLE territory ADD COLUMN retired_in text;
COMMENT ON COLUMN territory.retired_in IS 'the vintage that has it no more and names nothing in its place; NULL: it is there';

-- A code leads to one territory, for good, and is of one kind.
ALTER TABLE territory_former_code
  DROP CONSTRAINT territory_former_code_pkey,
  ADD PRIMARY KEY (code),
  ADD COLUMN kind text NOT NULL DEFAULT 'commune' CHECK (kind IN ('country', 'region', 'departement', 'epci', 'commune'));
COMMENT ON TABLE territory_former_code IS 'codes that are no more: of communes that merged or changed, of EPCI that were dissolved';
COMMENT ON COLUMN territory_former_code.territory IS 'what has taken its place';
COMMENT ON COLUMN territory_former_code.kind IS 'of what it was the code';
CREATE INDEX territory_former_code_territory ON territory_former_code (territory);

CREATE TABLE territory_former_name (
  territory bigint NOT NULL REFERENCES territory ON DELETE CASCADE,
  name text NOT NULL CHECK (name <> ''),
  name_key text NOT NULL GENERATED ALWAYS AS (plain(name)) STORED,
  PRIMARY KEY (territory, name)
);
COMMENT ON TABLE territory_former_name IS 'names that people and saved audiences go on using: from before a renaming, and of what merged into a territory';
COMMENT ON COLUMN territory_former_name.territory IS 'what they mean today';
COMMENT ON COLUMN territory_former_name.name IS 'the name that is no more';
COMMENT ON COLUMN territory_former_name.name_key IS 'name as people compare it';
CREATE INDEX territory_former_name_key ON territory_former_name (name_key);

CREATE TABLE territory_change (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  vintage text NOT NULL,
  loaded_at timestamptz NOT NULL DEFAULT the_time(),
  what text NOT NULL CHECK (what IN ('new', 'renamed', 'merged', 'recoded', 'split', 'moved', 'dissolved', 'retired', 'widened')),
  kind text NOT NULL,
  code text NOT NULL,
  name text NOT NULL,
  from_code text,
  from_name text,
  to_code text,
  to_name text,
  subscribers bigint NOT NULL DEFAULT 0,
  contributions bigint NOT NULL DEFAULT 0
);
COMMENT ON TABLE territory_change IS 'what each vintage of the geography changed; the first one loaded changes nothing';
COMMENT ON COLUMN territory_change.id IS 'our number';
COMMENT ON COLUMN territory_change.vintage IS 'the vintage that brought it, as in vintage.version';
COMMENT ON COLUMN territory_change.loaded_at IS 'when that was loaded';
COMMENT ON COLUMN territory_change.what IS 'new; renamed; merged into another; recoded: the same under another code; split: there again, out of what it had merged into; moved to another EPCI; dissolved: what holds most of its communes takes its place; retired: nothing takes its place; widened: an own territory holds more, since part of it merged';
COMMENT ON COLUMN territory_change.kind IS 'kind of the territory';
COMMENT ON COLUMN territory_change.code IS 'what changed';
COMMENT ON COLUMN territory_change.name IS 'its name, the new one where it was renamed';
COMMENT ON COLUMN territory_change.from_code IS 'split: out of what; moved: the EPCI before; widened: what it held before';
COMMENT ON COLUMN territory_change.from_name IS 'the name of that; renamed: the name before';
COMMENT ON COLUMN territory_change.to_code IS 'merged, recoded, dissolved: what took its place; moved: the EPCI now; widened: what it holds now';
COMMENT ON COLUMN territory_change.to_name IS 'the name of that';
COMMENT ON COLUMN territory_change.subscribers IS 'merged, recoded, dissolved: carried along; split: who stay in what it was split from; otherwise who live in it, none of whom had to move';
COMMENT ON COLUMN territory_change.contributions IS 'merged, recoded, dissolved: carried along';

-- Between two loads the table looks empty: planned for no row, matching 71,000 of them took minutes.
CREATE FUNCTION incoming_analyze() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = colporteur, pg_temp
  AS 'ANALYZE incoming';
COMMENT ON FUNCTION incoming_analyze() IS 'after rows were copied to incoming: let the planner know how many';

-- --- codes are never used for something else ---

CREATE FUNCTION territory_code_kept() RETURNS trigger LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
DECLARE
  taken text;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    RAISE EXCEPTION 'the code "%" stays what it is', OLD.code USING ERRCODE = 'check_violation';
  END IF;
  SELECT n.code INTO taken FROM fresh n JOIN territory_former_code f ON f.code = n.code AND f.kind <> n.kind LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'the code "%" was that of something else', taken USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION territory_code_kept() IS 'keeps codes, those that are no more included, from becoming another kind of territory''s';
CREATE TRIGGER territory_code_fresh AFTER INSERT ON territory REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION territory_code_kept();
CREATE TRIGGER territory_code_same BEFORE UPDATE OF code, kind ON territory FOR EACH ROW
  WHEN (NEW.code <> OLD.code OR NEW.kind <> OLD.kind) EXECUTE FUNCTION territory_code_kept();

-- --- carrying along ---

CREATE FUNCTION territory_carry(p_from bigint, p_to bigint) RETURNS void
  LANGUAGE plpgsql SET search_path = colporteur, public, pg_temp AS $$
-- tests/sql/territory-change.sql fails when a table refers to territories and is not here; tables of
-- editions that later migrations make and change are, since nothing moves before all have run.
BEGIN
  UPDATE subscriber SET territories = array_append(array_remove(territories, p_from::int), p_to::int)
    WHERE places @> ARRAY[p_from::int] AND p_from::int = ANY (territories);
  INSERT INTO contribution_territory (contribution, territory)
    SELECT contribution, p_to FROM contribution_territory WHERE territory = p_from ON CONFLICT DO NOTHING;
  DELETE FROM contribution_territory WHERE territory = p_from;
  -- An edition on its way still has readers to choose for.
  INSERT INTO edition_near AS n (edition, territory, position, distance)
    SELECT edition, p_to, position, distance FROM edition_near WHERE territory = p_from
    ON CONFLICT (edition, territory, position) DO UPDATE SET distance = least(n.distance, excluded.distance);
  DELETE FROM edition_near WHERE territory = p_from;
  UPDATE edition_condition SET territory = p_to WHERE territory = p_from;
  UPDATE territory_former_code SET territory = p_to WHERE territory = p_from;
  INSERT INTO territory_former_name (territory, name)
    SELECT p_to, name FROM territory_former_name WHERE territory = p_from ON CONFLICT DO NOTHING;
  DELETE FROM territory_former_name WHERE territory = p_from;
  INSERT INTO territory_postal_code (postal_code, territory)
    SELECT postal_code, p_to FROM territory_postal_code WHERE territory = p_from ON CONFLICT DO NOTHING;
  DELETE FROM territory_postal_code WHERE territory = p_from;
  -- What is official lies where the vintage says; own territories hold, and lie in, what took the
  -- place, unless that would close a circle.
  INSERT INTO territory_parent (child, parent)
    SELECT p_to, o.id FROM territory_parent e JOIN territory o ON o.id = e.parent AND o.kind = 'own'
    WHERE e.child = p_from AND o.id <> p_to
      AND NOT EXISTS (SELECT FROM territory_closure c WHERE c.ancestor = p_to AND c.descendant = o.id)
    ON CONFLICT DO NOTHING;
  INSERT INTO territory_parent (child, parent)
    SELECT o.id, p_to FROM territory_parent e JOIN territory o ON o.id = e.child AND o.kind = 'own'
    WHERE e.parent = p_from AND o.id <> p_to
      AND NOT EXISTS (SELECT FROM territory_closure c WHERE c.ancestor = o.id AND c.descendant = p_to)
    ON CONFLICT DO NOTHING;
  DELETE FROM territory_parent WHERE p_from IN (child, parent);
END
$$;
COMMENT ON FUNCTION territory_carry(bigint, bigint) IS
  'make whatever refers to the first territory refer to the second; territory_closure_rebuild() has to follow';

CREATE FUNCTION territory_settle(p_vintage text, p_after bigint) RETURNS bigint
  LANGUAGE plpgsql SET search_path = colporteur, public, pg_temp AS $$
DECLARE
  n bigint;
BEGIN
  CREATE TEMPORARY TABLE gone ON COMMIT DROP AS
    SELECT t.id, t.kind, t.code, t.name, t.retired_in, h.id AS heir, false AS is_same
    FROM territory t
    LEFT JOIN territory_former_code f ON f.code = t.code
    LEFT JOIN territory h ON h.id = f.territory AND h.id <> t.id AND h.retired_in IS NULL
    WHERE t.retired_in IS NOT NULL;
  ANALYZE gone;
  -- Nobody may be carried to what the closure does not know.
  INSERT INTO territory_closure (ancestor, descendant)
    SELECT id, id FROM territory t WHERE NOT EXISTS (SELECT FROM territory_closure c WHERE c.ancestor = t.id AND c.descendant = t.id);
  -- Only communes have former codes. Of the others, what holds most of their communes follows; the
  -- closure still is that of the vintage before, the edges are those of the new one.
  UPDATE gone g SET heir = (
      WITH RECURSIVE up(member, above) AS (
        SELECT d.id, coalesce(o.heir, d.id) FROM territory_closure c
        JOIN territory d ON d.id = c.descendant AND d.kind = 'commune'
        LEFT JOIN gone o ON o.id = d.id WHERE c.ancestor = g.id
        UNION
        SELECT up.member, p.parent FROM up JOIN territory_parent p ON p.child = up.above
      )
      SELECT h.id FROM up JOIN territory h ON h.id = up.above AND h.kind = g.kind AND h.retired_in IS NULL
      GROUP BY h.id, h.code ORDER BY count(*) DESC, h.code LIMIT 1)
    WHERE g.kind <> 'commune' AND g.heir IS NULL;
  -- A code that came for one that went is the same commune, which moved its seat.
  UPDATE gone g SET is_same = true FROM territory h, territory_change c
    WHERE h.id = g.heir AND c.id > p_after AND c.what IN ('new', 'split') AND c.code = h.code
      AND NOT EXISTS (SELECT FROM gone o WHERE o.heir = g.heir AND o.id <> g.id);
  DELETE FROM territory_change c USING gone g, territory h
    WHERE c.id > p_after AND h.id = g.heir
      AND ((g.is_same AND c.what IN ('new', 'split') AND c.code = h.code)
        OR (c.what = 'moved' AND c.from_code = g.code AND c.to_code = h.code));
  UPDATE territory_change c SET from_code = h.code, from_name = h.name FROM gone g, territory h
    WHERE c.id > p_after AND c.what = 'split' AND c.from_code = g.code AND h.id = g.heir;
  INSERT INTO territory_change (vintage, what, kind, code, name, from_code, from_name, to_code, to_name)
    SELECT p_vintage, 'widened', o.kind, o.code, o.name, g.code, g.name, h.code, h.name
    FROM gone g JOIN territory h ON h.id = g.heir JOIN territory_parent e ON e.child = g.id
    JOIN territory o ON o.id = e.parent AND o.kind = 'own'
    WHERE NOT g.is_same
      AND NOT EXISTS (SELECT FROM territory_closure c WHERE c.ancestor = o.id AND c.descendant = h.id)
    ORDER BY o.code, g.code;
  INSERT INTO territory_change (vintage, what, kind, code, name, to_code, to_name, subscribers, contributions)
    SELECT p_vintage, CASE WHEN h.id IS NULL THEN 'retired' WHEN g.kind <> 'commune' THEN 'dissolved'
                           WHEN g.is_same THEN 'recoded' ELSE 'merged' END,
           g.kind, g.code, g.name, h.code, h.name,
           (SELECT count(*) FROM subscriber s WHERE s.places @> ARRAY[g.id::int] AND g.id::int = ANY (s.territories)),
           (SELECT count(*) FROM contribution_territory c WHERE c.territory = g.id)
    FROM gone g LEFT JOIN territory h ON h.id = g.heir
    WHERE h.id IS NOT NULL OR g.retired_in = p_vintage ORDER BY g.code;
  UPDATE territory_change c SET subscribers = (
      SELECT count(*) FROM subscriber s WHERE s.places @> ARRAY[t.id::int] AND t.id::int = ANY (s.territories))
    FROM territory t
    WHERE c.id > p_after AND c.what IN ('renamed', 'moved', 'split')
      AND t.code = CASE c.what WHEN 'split' THEN c.from_code ELSE c.code END;
  PERFORM territory_carry(id, heir) FROM gone WHERE heir IS NOT NULL;
  INSERT INTO territory_former_code (code, territory, kind) SELECT code, heir, kind FROM gone WHERE heir IS NOT NULL
    ON CONFLICT (code) DO UPDATE SET territory = excluded.territory, kind = excluded.kind;
  INSERT INTO territory_former_name (territory, name)
    SELECT g.heir, g.name FROM gone g JOIN territory h ON h.id = g.heir AND h.name <> g.name ON CONFLICT DO NOTHING;
  DELETE FROM territory t USING gone g WHERE g.id = t.id AND g.heir IS NOT NULL;
  GET DIAGNOSTICS n = ROW_COUNT;
  DROP TABLE gone;
  RETURN n;
END
$$;
COMMENT ON FUNCTION territory_settle(text, bigint) IS
  'after the edges and former codes of a vintage, before the closure: carry along what refers to territories that are no more, and note it behind the change of that number; how many went';
