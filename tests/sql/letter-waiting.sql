-- SPDX-License-Identifier: GPL-3.0-or-later
-- What waits to appear in letters follows what contributions, letters and territories become: after
-- each change it is what is made from scratch, and what the rules of an edition say.
BEGIN;
SELECT plan(19);
SELECT lives_ok($$ INSERT INTO list (name, domain, kind, title) VALUES ('lettre', 'lists.example.org', 'newsletter', 'Lettre'), ('atelier', 'lists.example.org', 'discussion', 'Atelier') $$, 'lists');
CREATE FUNCTION pg_temp.place(text) RETURNS bigint LANGUAGE sql STABLE AS 'SELECT id FROM territory WHERE code = $1';
CREATE FUNCTION pg_temp.add(p_title text, p_state text, VARIADIC p_places text[]) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  c bigint;
BEGIN
  INSERT INTO contribution (kind, title, body, state, decided_at) VALUES ('initiative', p_title, 'Un texte.', p_state, '2026-11-01Z') RETURNING id INTO c;
  INSERT INTO contribution_territory SELECT c, t.id FROM territory t WHERE t.code = ANY (p_places);
  RETURN c;
END
$$;
-- Whether it stands as it would be made now; and the titles that wait.
CREATE FUNCTION pg_temp.waits() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  was text := (SELECT string_agg(w::text, ' ' ORDER BY list, contribution) FROM letter_waiting w);
BEGIN
  PERFORM letter_waiting_fill(NULL, NULL);
  IF was IS DISTINCT FROM (SELECT string_agg(w::text, ' ' ORDER BY list, contribution) FROM letter_waiting w) THEN
    RETURN 'stale: ' || was;
  END IF;
  RETURN (SELECT string_agg(l.name || ' ' || w.title, ', ' ORDER BY l.name, w.title) FROM letter_waiting w JOIN list l ON l.id = w.list);
END
$$;
SELECT pg_temp.add('proposé', 'proposed', '29019');
SELECT is(pg_temp.waits(), NULL, 'a proposal does not wait');
SELECT pg_temp.add('brest', 'accepted', '29019'), pg_temp.add('finistère', 'accepted', '29'), pg_temp.add('bretagne', 'accepted', 'R53'), pg_temp.add('tous', 'accepted', VARIADIC '{}');
SELECT is(pg_temp.waits(), 'lettre brest, lettre bretagne, lettre finistère, lettre tous', 'what is accepted waits in each newsletter, and in no discussion');
SELECT results_eq($$ SELECT title, is_local, cardinality(communes), cardinality(places), around @> ARRAY[pg_temp.place('29')::int] FROM letter_waiting ORDER BY title $$,
  $$ VALUES ('brest', true, 1, 1, true), ('bretagne', false, 0, 1, false), ('finistère', true, 0, 1, true), ('tous', false, 0, 0, false) $$, 'with where it is');
UPDATE contribution SET title = 'à brest, dit maud@example.org' WHERE title = 'brest';
SELECT is(pg_temp.waits(), 'lettre bretagne, lettre finistère, lettre tous, lettre à brest, dit m…@…', 'another title, without its address');
INSERT INTO contribution_territory SELECT id, pg_temp.place('35238') FROM contribution WHERE title = 'tous';
SELECT is(pg_temp.waits() || (SELECT is_local FROM letter_waiting WHERE title = 'tous'), 'lettre bretagne, lettre finistère, lettre tous, lettre à brest, dit m…@…true', 'a place more');
DELETE FROM contribution_territory WHERE territory = pg_temp.place('35238');
SELECT unalike(pg_temp.waits(), 'stale%', 'and less');
INSERT INTO contribution_interest SELECT c.id, i.id FROM contribution c, interest i WHERE c.title = 'tous' AND i.slug IN ('velo', 'mobilite');
SELECT is(pg_temp.waits() || (SELECT cardinality(interests) FROM letter_waiting WHERE title = 'tous'), 'lettre bretagne, lettre finistère, lettre tous, lettre à brest, dit m…@…2', 'themes');
DELETE FROM contribution_interest;
SELECT unalike(pg_temp.waits(), 'stale%', 'and none');
INSERT INTO list (name, domain, kind, title) VALUES ('gazette', 'lists.example.org', 'newsletter', 'Gazette');
SELECT is((SELECT count(*) FROM letter_waiting WHERE list = (SELECT id FROM list WHERE name = 'gazette')), 4::bigint, 'everything waits for a new newsletter');
SELECT unalike(pg_temp.waits(), 'stale%', 'all of it');
UPDATE contribution SET state = 'declined' WHERE title = 'finistère';
SELECT unalike(pg_temp.waits(), '%finistère%', 'what is declined after all waits no more');
INSERT INTO edition (list, number, title, editorial, state, message_id) SELECT id, 1, 'Un', 'Bonjour.', 'draft', 'un@lists.example.org' FROM list WHERE name = 'gazette';
INSERT INTO edition_piece (edition, position, section, part, contribution, html, text) SELECT e.id, 1, 'everybody', 'item', c.id, '', '' FROM edition e, contribution c WHERE c.title = 'tous';
SELECT alike(pg_temp.waits(), '%gazette tous%', 'what an edition is to carry waits until it goes');
UPDATE edition SET sent_at = '2026-11-02Z';
SELECT is(pg_temp.waits(), 'gazette bretagne, gazette à brest, dit m…@…, lettre bretagne, lettre tous, lettre à brest, dit m…@…', 'then for other letters alone');
UPDATE edition SET sent_at = NULL;
SELECT alike(pg_temp.waits(), '%gazette tous%', 'one that did not go after all gives it back');
UPDATE list SET closed_at = now() WHERE name = 'gazette';
SELECT unalike(pg_temp.waits(), '%gazette%', 'nothing waits for a list that is closed');
UPDATE list SET closed_at = NULL WHERE name = 'gazette';
SELECT alike(pg_temp.waits(), '%gazette%', 'until it is open again');
INSERT INTO territory (code, kind, name, slug) VALUES ('pays', 'own', 'Pays', 'own-pays');
INSERT INTO territory_parent (child, parent) VALUES (pg_temp.place('29019'), pg_temp.place('pays'));
SELECT territory_closure_rebuild();
SELECT ok((SELECT bool_and(commune_around @> ARRAY[pg_temp.place('pays')::int]) FROM letter_waiting WHERE title LIKE 'à brest%'), 'a place that lies in something else now');
DELETE FROM contribution WHERE title = 'bretagne';
SELECT unalike(pg_temp.waits(), '%bretagne%', 'what is gone waits no more');
SELECT * FROM finish();
ROLLBACK;
