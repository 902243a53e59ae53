-- SPDX-License-Identifier: GPL-3.0-or-later
-- No link tells of few readers: not by the département it names, not by naming none.
BEGIN;
SELECT plan(5);

INSERT INTO list (name, domain, kind, title) VALUES ('lettre', 'example.org', 'newsletter', 'La lettre');
-- "29,35" with how many live there: what the links name, and for how many readers.
CREATE FUNCTION pg_temp.named(p_homes text[], p_readers int[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  the_edition bigint;
  the_mailing bigint;
BEGIN
  DELETE FROM subscriber;
  INSERT INTO edition (list, number, title, language, editorial, message_id, clicks)
    SELECT l.id, coalesce((SELECT max(number) FROM edition), 0) + 1, 'T', 'fr', 'E', gen_random_uuid() || '@example.org', 'counted' FROM list l
    RETURNING id INTO the_edition;
  INSERT INTO mailing (kind, list, edition) SELECT 'edition', list, id FROM edition WHERE id = the_edition RETURNING id INTO the_mailing;
  INSERT INTO subscriber (name, territories)
    SELECT 'x', ARRAY(SELECT id::int FROM territory WHERE code = ANY (string_to_array(h.home, ','))) FROM unnest(p_homes, p_readers) h(home, n), generate_series(1, h.n);
  INSERT INTO delivery (mailing, recipient) SELECT the_mailing, id FROM subscriber;
  PERFORM click_places_fill(the_edition, 5);
  RETURN (SELECT string_agg(code || ' ' || n, ', ' ORDER BY code)
    FROM (SELECT coalesce(code, '-') AS code, count(*) AS n
          FROM subscriber s LEFT JOIN LATERAL (SELECT min(p.code) AS code FROM edition_click_place p JOIN territory t USING (code)
                                               WHERE p.edition = the_edition AND t.id = ANY (s.places)) c ON true
          GROUP BY 1) x);
END
$$;

SELECT is(pg_temp.named('{29,35,""}', '{5,7,6}'), '- 6, 29 5, 35 7', 'many in each are named');
SELECT is(pg_temp.named('{29,35,56}', '{3,7,2}'), '- 5, 35 7', 'few are not, where together they are many');
SELECT is(pg_temp.named('{22,29,35}', '{6,9,1}'), '- 7, 29 9', 'few who are left over take others along');
SELECT is(pg_temp.named('{"29,35",35}', '{8,1}'), '- 9', 'nor is one among many whom the links name elsewhere');
SELECT is(pg_temp.named('{29,35}', '{1,7}'), '- 8', 'and where nothing else helps none is named');

SELECT * FROM finish();
ROLLBACK;
