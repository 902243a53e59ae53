-- SPDX-License-Identifier: GPL-3.0-or-later
-- The geography as it is loaded: what lies below what.
BEGIN;
SELECT plan(25);

CREATE FUNCTION pg_temp.is_below(text, text) RETURNS boolean LANGUAGE sql AS $$
  SELECT EXISTS (SELECT FROM territory_closure c
    JOIN territory a ON a.id = c.ancestor JOIN territory d ON d.id = c.descendant WHERE d.code = $1 AND a.code = $2)
$$;
SELECT ok(pg_temp.is_below('29019', above), 'Brest is below ' || above)
  FROM unnest(ARRAY['29019', '242900314', '29', 'R53', 'FR', 'bretagne-historique']) above;
SELECT ok(NOT pg_temp.is_below('29019', '56'), 'Brest is not below the Morbihan');
SELECT ok(pg_temp.is_below('44109', 'bretagne-historique'), 'Nantes is below historical Brittany');
SELECT ok(NOT pg_temp.is_below('44109', 'R53'), 'Nantes is not below the région Bretagne');
SELECT ok(pg_temp.is_below('242900314', '29'), 'Brest Métropole is below its département');
SELECT ok(pg_temp.is_below('242900314', 'bretagne-historique'), 'and below historical Brittany');
SELECT ok(pg_temp.is_below('243500741', 'bretagne-historique') AND NOT pg_temp.is_below('243500741', 'R53')
  AND NOT pg_temp.is_below('243500741', '35'), 'what crosses a border of régions is below historical Brittany only');
SELECT ok(NOT pg_temp.is_below('29', '29019'), 'nothing is upside down');

SELECT is((SELECT count(*) FROM territory), (SELECT count(*) FROM territory_closure WHERE ancestor = descendant),
  'each territory is below itself');
SELECT is_empty($$
  SELECT FROM territory t WHERE t.code <> 'FR' AND t.kind <> 'own'
    AND NOT EXISTS (SELECT FROM territory_closure c JOIN territory f ON f.id = c.ancestor WHERE f.code = 'FR' AND c.descendant = t.id)
$$, 'everything official is below France');
SELECT is_empty($$
  WITH below AS (
    SELECT c.descendant, count(*) AS n FROM territory_closure c JOIN territory d ON d.id = c.ancestor AND d.kind = 'departement'
      JOIN territory t ON t.id = c.descendant AND t.kind = 'commune' GROUP BY 1)
  SELECT FROM below WHERE n <> 1
$$, 'no commune is below the département of its neighbours');

-- The closure follows the edges, and a circle is refused.
INSERT INTO territory (code, kind, name, slug) VALUES ('rade', 'own', 'Rade de Brest', 'rade-de-brest');
INSERT INTO territory_parent SELECT c.id, p.id FROM territory c, territory p WHERE c.code = '29019' AND p.code = 'rade';
SET LOCAL ROLE colporteur_engine;
SELECT cmp_ok(territory_closure_rebuild(), '>', 180000::bigint, 'the engine computes the closure again');
RESET ROLE;
SELECT ok(pg_temp.is_below('29019', 'rade') AND pg_temp.is_below('29019', 'FR'), 'a new edge is in it');
DELETE FROM territory_parent p USING territory t WHERE t.id = p.parent AND t.code = 'rade';
SELECT cmp_ok(territory_closure_rebuild(), '>', 180000::bigint, 'and again without the edge');
SELECT ok(NOT pg_temp.is_below('29019', 'rade') AND pg_temp.is_below('29019', '29'), 'a removed edge is gone');
INSERT INTO territory_parent SELECT f.id, b.id FROM territory f, territory b WHERE f.code = 'FR' AND b.code = '29019';
SELECT throws_ok('SELECT territory_closure_rebuild()', '23514', 'the territories form a circle', 'a circle is refused');

-- The site keeps what it answers to who types until a table that it is made of changes.
CREATE FUNCTION pg_temp.is_noted(p_change text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  UPDATE places_state SET changed = '3';
  EXECUTE p_change;
  RETURN (SELECT changed = pg_current_xact_id() FROM places_state);
END
$$;
SELECT ok(pg_temp.is_noted(change), 'noted: ' || change) FROM unnest(ARRAY[
  $$UPDATE territory SET name = name WHERE code = '29019'$$, $$DELETE FROM territory_postal_code WHERE postal_code = '29200'$$,
  $$UPDATE territory_former_name SET name = name$$, $$DELETE FROM territory_closure WHERE ancestor = -1$$]) change;
SELECT * FROM finish();
ROLLBACK;
