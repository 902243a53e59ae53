-- SPDX-License-Identifier: GPL-3.0-or-later
-- What an answer makes of an edition that did not go, or not yet: what was read goes, nothing else.
BEGIN;
SELECT plan(9);

CREATE FUNCTION pg_temp.made(p_what text, p_late boolean) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE the_edition bigint; the_letter bigint;
BEGIN
  INSERT INTO list (name, domain, kind, title) VALUES ('lettre', 'example.org', 'newsletter', 'L') ON CONFLICT DO NOTHING;
  INSERT INTO edition (list, number, title, language, editorial, message_id, composed_at)
    SELECT l.id, coalesce((SELECT max(number) FROM edition), 0) + 1, 'T', 'fr', 'E', gen_random_uuid() || '@example.org', the_time() FROM list l WHERE l.name = 'lettre'
    RETURNING id INTO the_edition;
  INSERT INTO sending (edition, not_after) VALUES (the_edition, the_time() - interval '1 hour');
  INSERT INTO edition_letter (edition, what, composed_at, late, told_at) SELECT e.id, p_what, e.composed_at, p_late, the_time() FROM edition e WHERE e.id = the_edition RETURNING id INTO the_letter;
  RETURN the_letter;
END
$$;
CREATE TEMP TABLE letter AS SELECT 'late' AS which, pg_temp.made('stuck', true) AS id UNION ALL SELECT 'ready', pg_temp.made('ready', false)
  UNION ALL SELECT 'changed', pg_temp.made('ready', false);
CREATE FUNCTION pg_temp.decide(p_which text, p_state text) RETURNS text LANGUAGE sql AS $$ SELECT edition_letter_decide(id, p_state, 'mail: lou@example.org') FROM letter WHERE which = p_which $$;
CREATE FUNCTION pg_temp.sending(p_which text) RETURNS sending LANGUAGE sql AS $$
  SELECT s FROM sending s JOIN edition_letter n USING (edition) JOIN letter l ON l.id = n.id WHERE l.which = p_which $$;

SELECT is(pg_temp.decide('late', 'held'), 'held', 'one that was late may be held');
SELECT is((pg_temp.sending('late')).not_after IS NULL, false, 'with its deadline');
SELECT is(pg_temp.decide('late', 'scheduled'), 'scheduled', 'and sent all the same');
SELECT is((pg_temp.sending('late')).not_after, NULL, 'by who was told that its deadline had passed');
SELECT is(pg_temp.decide('late', 'draft'), 'already', 'which is decided once');
SELECT is(pg_temp.decide('ready', 'scheduled'), 'scheduled', 'one whose deadline passed since it was read');
SELECT isnt((pg_temp.sending('ready')).not_after, NULL, 'keeps it');
UPDATE edition SET composed_at = the_time() + interval '1 second' FROM edition_letter n JOIN letter l ON l.id = n.id WHERE l.which = 'changed' AND edition.id = n.edition;
SELECT is(pg_temp.decide('changed', 'scheduled'), 'changed', 'what was composed again is not sent');
SELECT is((pg_temp.sending('changed')).starts_at, NULL, 'at any time');
SELECT * FROM finish();
ROLLBACK;
