-- SPDX-License-Identifier: GPL-3.0-or-later
-- Clicks on the links of an edition, where it asks for that: how many, never whose.
--
-- A letter's link names its edition, the link, and at most a département in which so many readers
-- get this edition that it tells none of them. What machines fetch is not counted: see site.click()
-- and click_settle().

SET LOCAL search_path = colporteur, public;

ALTER TABLE edition
  ADD COLUMN clicks text NOT NULL DEFAULT 'uncounted' CHECK (clicks IN ('counted', 'uncounted')),
  ADD COLUMN link_code text NOT NULL DEFAULT substr(replace(gen_random_uuid()::text, '-', ''), 1, 12) UNIQUE;
COMMENT ON COLUMN edition.clicks IS 'whether links lead over the site, which counts';
COMMENT ON COLUMN edition.link_code IS 'names it in such links; not guessed, so that nobody reads the links of private letters';

CREATE TABLE edition_link (
  edition bigint NOT NULL REFERENCES edition ON DELETE CASCADE,
  number int NOT NULL CHECK (number > 0),
  contribution bigint REFERENCES contribution ON DELETE SET NULL,
  url text NOT NULL CHECK (url ~* '^https?://'),
  PRIMARY KEY (edition, number)
);
COMMENT ON TABLE edition_link IS 'links that are counted; the site leads to no other';
COMMENT ON COLUMN edition_link.edition IS 'of which edition';
COMMENT ON COLUMN edition_link.number IS 'which, in the order of the letter';
COMMENT ON COLUMN edition_link.contribution IS 'in which contribution it stands; NULL: in none';
COMMENT ON COLUMN edition_link.url IS 'where it leads';

CREATE TABLE edition_click_place (
  edition bigint NOT NULL REFERENCES edition ON DELETE CASCADE,
  code text NOT NULL,
  PRIMARY KEY (edition, code)
);
COMMENT ON TABLE edition_click_place IS 'départements with enough readers of an edition to be named in its links';
COMMENT ON COLUMN edition_click_place.edition IS 'which edition';
COMMENT ON COLUMN edition_click_place.code IS 'official code of the département';

CREATE TABLE edition_click (
  edition bigint NOT NULL,
  number int NOT NULL,
  code text NOT NULL,
  clicks bigint NOT NULL CHECK (clicks > 0),
  PRIMARY KEY (edition, number, code),
  FOREIGN KEY (edition, number) REFERENCES edition_link ON DELETE CASCADE
);
COMMENT ON TABLE edition_click IS 'how often links were followed';
COMMENT ON COLUMN edition_click.edition IS 'of which edition';
COMMENT ON COLUMN edition_click.number IS 'which link';
COMMENT ON COLUMN edition_click.code IS 'département that the link named; empty: none';
COMMENT ON COLUMN edition_click.clicks IS 'how often';

-- Lost with a crash, which is no loss.
CREATE UNLOGGED TABLE click_wait (
  edition bigint NOT NULL,
  visitor bytea NOT NULL,
  number int NOT NULL,
  code text NOT NULL,
  at timestamptz NOT NULL DEFAULT the_time(),
  PRIMARY KEY (edition, visitor, number)
);
COMMENT ON TABLE click_wait IS 'what was followed in the last minutes, until it is known whether a person did';
COMMENT ON COLUMN click_wait.edition IS 'of which edition';
COMMENT ON COLUMN click_wait.visitor IS 'hash of a network and a browser, with a key, of one day; goes with the row';
COMMENT ON COLUMN click_wait.number IS 'which link';
COMMENT ON COLUMN click_wait.code IS 'département that the link named';
COMMENT ON COLUMN click_wait.at IS 'when first';

CREATE TABLE click_machine (pattern text PRIMARY KEY);
COMMENT ON TABLE click_machine IS 'programs that follow links and are no person';
COMMENT ON COLUMN click_machine.pattern IS 'regular expression, found anywhere in the User-Agent, in any case';
INSERT INTO click_machine (pattern) VALUES
  ('bot\M'), ('crawl'), ('spider'), ('slurp'), ('preview'), ('scan'), ('validator'), ('monitor'), ('headless'), ('archiver'),
  ('barracuda'), ('proofpoint'), ('mimecast'), ('safelinks'), ('symantec'), ('trendmicro'), ('fireeye'), ('sophos'), ('fortinet'),
  ('zscaler'), ('forcepoint'), ('ironport'), ('cloudmark'), ('vade'), ('bitdefender'), ('kaspersky'), ('urldefense'),
  ('facebookexternalhit'), ('whatsapp'), ('googleimageproxy'), ('yahoomailproxy'), ('bingpreview'),
  ('^curl/'), ('^wget'), ('^python'), ('^go-http-client'), ('^java/'), ('^okhttp'), ('^libwww'), ('^ruby'), ('^php'), ('^node'),
  ('^axios'), ('^apache-httpclient'), ('^mozilla/[45]\.0$');

CREATE FUNCTION click_places_fill(p_edition bigint, p_least int) RETURNS void
  LANGUAGE sql SET search_path = colporteur, pg_temp AS $$
  INSERT INTO edition_click_place (edition, code)
  SELECT p_edition, t.code
  FROM edition e
  JOIN mailing m ON m.edition = e.id
  JOIN delivery d ON d.mailing = m.id
  JOIN subscriber s ON s.id = d.recipient
  JOIN territory t ON t.kind = 'departement' AND t.id = ANY (s.places)
  WHERE e.id = p_edition AND e.clicks = 'counted'
  GROUP BY t.code HAVING count(DISTINCT d.recipient) >= p_least
  ON CONFLICT DO NOTHING
$$;
COMMENT ON FUNCTION click_places_fill(bigint, int) IS 'notes which départements have at least so many readers of an edition, once its ledger is full';

-- Each click waits until its visitor was quiet for a minute (or ten have passed). Who followed three
-- links of one letter within ten seconds looked for viruses: none of theirs counts.
CREATE FUNCTION click_settle() RETURNS void
  LANGUAGE sql SET search_path = colporteur, pg_temp AS $$
  WITH quiet AS (
    SELECT edition, visitor FROM click_wait GROUP BY edition, visitor
    HAVING max(at) < the_time() - interval '1 minute' OR min(at) < the_time() - interval '10 minutes'
  ), gone AS (
    DELETE FROM click_wait w USING quiet q WHERE w.edition = q.edition AND w.visitor = q.visitor
    RETURNING w.edition, w.visitor, w.number, w.code, w.at
  ), close AS (
    SELECT g.edition, g.visitor, g.number, g.code,
           count(*) OVER (PARTITION BY g.edition, g.visitor ORDER BY g.at RANGE BETWEEN CURRENT ROW AND interval '10 seconds' FOLLOWING) AS n
    FROM gone g
  ), judged AS (
    SELECT c.edition, c.number, c.code, max(c.n) OVER (PARTITION BY c.edition, c.visitor) AS most FROM close c
  )
  INSERT INTO edition_click AS k (edition, number, code, clicks)
  SELECT j.edition, j.number, j.code, count(*) FROM judged j JOIN edition_link l USING (edition, number)
  WHERE j.most < 3
  GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
  ON CONFLICT (edition, number, code) DO UPDATE SET clicks = k.clicks + excluded.clicks
$$;
COMMENT ON FUNCTION click_settle() IS 'counts what people followed, and forgets who';

-- The site may count, and nothing more: it reads neither waiting clicks nor sums.
CREATE FUNCTION site.link(p_code text, p_number int) RETURNS text
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
  SELECT l.url FROM edition e JOIN edition_link l ON l.edition = e.id
  WHERE e.link_code = p_code AND l.number = p_number AND e.clicks = 'counted' AND e.state <> 'draft'
$$;
COMMENT ON FUNCTION site.link(text, int) IS 'where a counted link leads; NULL: there is none';

-- A visitor is a network (/24, /48) and a browser: scanners ask from many addresses of one network.
CREATE FUNCTION site.click(p_code text, p_number int, p_place text, p_remote text, p_agent text) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
DECLARE
  the_edition bigint;
  the_visitor bytea;
  address inet;
BEGIN
  SELECT e.id INTO the_edition FROM edition e JOIN edition_link l ON l.edition = e.id
  WHERE e.link_code = p_code AND l.number = p_number AND e.clicks = 'counted' AND e.state <> 'draft';
  IF NOT FOUND OR p_agent = '' OR EXISTS (SELECT FROM click_machine m WHERE p_agent ~* m.pattern) THEN
    RETURN;
  END IF;
  BEGIN
    address := p_remote::inet;
    address := network(set_masklen(address, CASE family(address) WHEN 4 THEN 24 ELSE 48 END));
  EXCEPTION WHEN data_exception THEN
    address := NULL; -- behind a Unix socket: the browser has to do
  END;
  SELECT hmac_sha256(k.key, convert_to('click ' || the_time()::date || ' ' || coalesce(address::text, '') || ' ' || p_agent, 'UTF8'))
  INTO the_visitor FROM token_key k ORDER BY k.id DESC LIMIT 1;
  -- Bounded, whoever floods it.
  IF the_visitor IS NULL OR (SELECT count(*) FROM click_wait w WHERE w.edition = the_edition AND w.visitor = the_visitor) >= 50 THEN
    RETURN;
  END IF;
  INSERT INTO click_wait (edition, visitor, number, code)
  VALUES (the_edition, the_visitor, p_number,
          coalesce((SELECT p.code FROM edition_click_place p WHERE p.edition = the_edition AND p.code = p_place), ''))
  ON CONFLICT DO NOTHING;
END
$$;
COMMENT ON FUNCTION site.click(text, int, text, text, text) IS 'notes that a link was followed, from a network, with a browser; keeps neither';

REVOKE EXECUTE ON FUNCTION site.link(text, int), site.click(text, int, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION site.link(text, int), site.click(text, int, text, text, text) TO colporteur_site, colporteur_engine;
