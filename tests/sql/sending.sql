-- SPDX-License-Identifier: GPL-3.0-or-later
-- Each step that an edition may take, each that it may not, and why one does not go on.
BEGIN;
SELECT plan(57);

CREATE FUNCTION pg_temp.made(p_state text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE the_edition bigint;
BEGIN
  INSERT INTO list (name, domain, kind, title) VALUES ('lettre', 'example.org', 'newsletter', 'L') ON CONFLICT DO NOTHING;
  INSERT INTO edition (list, number, title, language, editorial, message_id)
  SELECT l.id, coalesce((SELECT max(number) FROM edition), 0) + 1, 'T', 'fr', 'E', gen_random_uuid() || '@example.org' FROM list l WHERE l.name = 'lettre'
  RETURNING id INTO the_edition;
  INSERT INTO sending (edition) VALUES (the_edition);
  IF p_state IN ('running', 'paused', 'cancelled', 'finished') THEN
    INSERT INTO mailing (kind, list, edition, state) SELECT 'edition', e.list, e.id, 'running' FROM edition e WHERE e.id = the_edition;
    UPDATE edition SET state = 'running' WHERE id = the_edition;
    UPDATE mailing SET state = p_state WHERE edition = the_edition;
  END IF;
  IF p_state NOT IN ('running', 'draft') THEN
    UPDATE edition SET state = p_state WHERE id = the_edition;
  END IF;
  RETURN the_edition;
END
$$;
CREATE TEMP TABLE step AS
SELECT f.state AS was, t.state AS becomes, pg_temp.made(f.state) AS edition,
       (f.state, t.state) IN (('running', 'paused'), ('paused', 'running'), ('running', 'cancelled'), ('paused', 'cancelled')) AS allowed
FROM unnest(ARRAY['draft', 'scheduled', 'running', 'paused', 'cancelled', 'finished']) f (state),
     unnest(ARRAY['paused', 'running', 'cancelled']) t (state);

-- By a person's command: edition and mailing go together, or nothing happens and the state is told.
SELECT is(edition_turn(edition, becomes), CASE WHEN allowed THEN '' ELSE was END, format('%s to %s: %s', was, becomes, CASE WHEN allowed THEN 'done' ELSE 'refused' END))
FROM step;
SELECT is((SELECT string_agg(e.state, ',') FROM edition e WHERE e.id = s.edition)
          || coalesce((SELECT ' ' || m.state FROM mailing m WHERE m.edition = s.edition), ''),
          CASE WHEN s.allowed THEN s.becomes || ' ' || s.becomes
               WHEN s.was IN ('draft', 'scheduled') THEN s.was ELSE s.was || ' ' || s.was END,
          format('%s to %s: what it is then', s.was, s.becomes))
FROM step s;
SELECT is(edition_turn(0, 'paused'), 'gone', 'what is not there is gone');
SELECT is((SELECT count(*) FROM step s JOIN mailing m USING (edition) WHERE s.allowed AND s.becomes = 'cancelled' AND m.finished_at IS NULL), 0::bigint,
  'what is cancelled is over');

-- By anybody else: the trigger holds the same.
CREATE FUNCTION pg_temp.try_step(p_was text, p_becomes text) RETURNS bool LANGUAGE plpgsql AS $$
DECLARE the_edition bigint := pg_temp.made(p_was);
BEGIN
  UPDATE edition SET state = p_becomes WHERE id = the_edition;
  RETURN true;
EXCEPTION WHEN check_violation THEN
  RETURN false;
END
$$;
SELECT is((SELECT string_agg(f || '>' || t, ' ' ORDER BY f, t)
           FROM unnest(ARRAY['draft', 'scheduled', 'running', 'paused', 'cancelled', 'finished']) f,
                unnest(ARRAY['draft', 'scheduled', 'running', 'paused', 'cancelled', 'finished']) t
           WHERE f <> t AND pg_temp.try_step(f, t)),
  'draft>running draft>scheduled finished>running paused>cancelled paused>running running>cancelled running>finished running>paused scheduled>draft scheduled>running',
  'no other step than these ten, whoever writes');

-- Why it waits.
CREATE TEMP TABLE waiting AS SELECT pg_temp.made('running') AS edition;
CREATE FUNCTION pg_temp.why() RETURNS text LANGUAGE sql AS $$
  SELECT coalesce(w.why, '-') || CASE WHEN w.opens > the_time() THEN ' opens' ELSE '' END
  FROM waiting JOIN mailing m USING (edition), mailing_waits(m.id) w
$$;
SELECT is(pg_temp.why(), '-', 'nothing holds what runs');
UPDATE sending SET opens_at = the_time() + interval '3 seconds' WHERE edition = (SELECT edition FROM waiting);
SELECT is(pg_temp.why(), 'rate opens', 'as many went as may');
UPDATE sending SET weekdays = ARRAY[1 + extract(isodow FROM (the_time() + interval '2 days') AT TIME ZONE 'UTC')::int % 7] WHERE edition = (SELECT edition FROM waiting);
SELECT is(pg_temp.why(), 'window opens', 'out of its days');
SELECT is((SELECT extract(isodow FROM w.opens AT TIME ZONE 'UTC')::int = g.weekdays[1] FROM waiting JOIN sending g USING (edition) JOIN mailing m USING (edition), mailing_waits(m.id) w), true,
  'until the first of them');
SELECT edition_turn(edition, 'paused') FROM waiting \gset
SELECT is(pg_temp.why(), 'resume', 'somebody paused it');
UPDATE sending SET wave_left = 0 WHERE edition = (SELECT edition FROM waiting);
SELECT is(pg_temp.why(), 'first wave', 'its first wave is out');
UPDATE mailing SET paused_for = 'policy' WHERE edition = (SELECT edition FROM waiting);
SELECT is(pg_temp.why(), 'policy', 'it was refused for what it is');
SELECT edition_turn(edition, 'cancelled') FROM waiting \gset
SELECT is(pg_temp.why(), '-', 'what is over waits for nothing');

-- Clicks.
CREATE TEMP TABLE clicked AS SELECT pg_temp.made('running') AS edition;
UPDATE edition SET clicks = 'counted', link_code = 'abc' WHERE id = (SELECT edition FROM clicked);
INSERT INTO edition_link (edition, number, url) SELECT edition, n, 'https://example.org/' || n FROM clicked, generate_series(1, 4) n;
SET LOCAL ROLE colporteur_site;
SELECT is(site.link('abc', 2), 'https://example.org/2', 'the site learns where a link leads');
SELECT is(site.link('abc', 5), NULL, 'and nothing where there is none');
SELECT site.click('abc', n, '', '192.0.2.' || n, 'Mozilla/5.0 (X11) Firefox/128.0') FROM generate_series(1, 3) n;
SELECT site.click('abc', 1, '', '198.51.100.7', 'Mozilla/5.0 (X11) Firefox/128.0');
SELECT site.click('abc', 1, '', '2001:db8:1::1', 'Mozilla/5.0 (X11) Firefox/128.0');
SELECT site.click('abc', 1, '', 'no address', 'Mozilla/5.0 (X11) Firefox/128.0');
SELECT site.click('abc', 4, '', '203.0.113.9', 'Some-Scanner/1.0');
SELECT throws_ok('SELECT * FROM colporteur.click_today', '42501', NULL, 'it sees no click');
RESET ROLE;
SELECT is((SELECT count(*) FROM click_today), 6::bigint, 'a known machine is left out');
SELECT click_settle();
SELECT is((SELECT count(*) FROM edition_click), 0::bigint, 'a minute has to pass');
UPDATE click_today SET at = at - interval '2 minutes';
SELECT click_settle();
SELECT is((SELECT string_agg(number || ':' || clicks, ' ' ORDER BY number) FROM edition_click), '1:3', 'three links from one network within seconds do not count');
SELECT is((SELECT count(*) FROM click_today), 3::bigint, 'nor is anything kept of who followed them');
-- One address, whatever browser it says it has: ten of them, and three links at once with one each.
SELECT site.click('abc', 1, '', '198.51.100.7', 'Mozilla/5.0 (X11) Firefox/' || n) FROM generate_series(1, 10) n;
SELECT site.click('abc', 2, '', '198.51.100.9', 'Mozilla/5.0 (X11) Firefox/' || n) FROM generate_series(1, 10) n;
SELECT site.click('abc', n, '', '198.51.100.20', 'Mozilla/5.0 (X11) Firefox/' || n) FROM generate_series(2, 4) n;
SELECT site.click('abc', 2, '', '2001:db8:1:0:' || n || '::1', 'Mozilla/5.0 (X11) Firefox/128.0') FROM generate_series(1, 5) n;
UPDATE click_today SET at = at - interval '2 minutes' WHERE crowd IS NOT NULL;
SELECT click_settle();
SELECT is((SELECT string_agg(number || ':' || clicks, ' ' ORDER BY number) FROM edition_click), '1:3 2:2',
          'an address counts once a day for a link, whatever browser it says it has');
INSERT INTO click_salt VALUES ((the_time() AT TIME ZONE 'UTC')::date - 1, '\x00');
UPDATE click_today SET day = day - 1;
SELECT click_settle();
SELECT is((SELECT count(*) FROM click_today), 0::bigint, 'with the day who it was is forgotten');
SELECT is((SELECT count(*) FROM click_salt), 1::bigint, 'and what they could be known by');

SELECT * FROM finish();
ROLLBACK;
