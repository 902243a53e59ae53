-- SPDX-License-Identifier: GPL-3.0-or-later
-- A link counts once a day from a network address, whatever browser is said to follow it: one person who changes
-- what their browser is called is one. Who it was is kept as a hash with a salt that is made each day and
-- forgotten with it; addresses are never kept.

SET LOCAL search_path = colporteur, public;

DROP TABLE click_wait;

-- Neither in the log of the database nor in its backups; lost with a crash, which is no loss.
CREATE UNLOGGED TABLE click_salt (
  day date PRIMARY KEY,
  salt bytea NOT NULL
);
COMMENT ON TABLE click_salt IS 'what the visitors of a day are hashed with; goes with the day, and with it what the hashes tell';
COMMENT ON COLUMN click_salt.day IS 'which day, in UTC';
COMMENT ON COLUMN click_salt.salt IS 'random';

CREATE UNLOGGED TABLE click_today (
  edition bigint NOT NULL,
  visitor bytea NOT NULL,
  number int NOT NULL,
  crowd bytea,
  code text NOT NULL,
  at timestamptz NOT NULL DEFAULT the_time(),
  day date NOT NULL REFERENCES click_salt,
  PRIMARY KEY (edition, visitor, number)
);
CREATE INDEX click_today_crowd ON click_today (edition, crowd) WHERE crowd IS NOT NULL;
CREATE INDEX click_today_waiting ON click_today (at) WHERE crowd IS NOT NULL;
COMMENT ON TABLE click_today IS 'what was followed today, so that it is counted once, and not before it is known whether a person did';
COMMENT ON COLUMN click_today.edition IS 'of which edition';
COMMENT ON COLUMN click_today.visitor IS 'hash of a network address (/32, /56) with the salt of the day';
COMMENT ON COLUMN click_today.number IS 'which link';
COMMENT ON COLUMN click_today.crowd IS 'hash of a wider network (/24, /48) and a browser: scanners ask from many addresses; NULL: it is counted';
COMMENT ON COLUMN click_today.code IS 'département that the link named';
COMMENT ON COLUMN click_today.at IS 'when first';
COMMENT ON COLUMN click_today.day IS 'whose salt';

-- Each click waits until its visitor and its crowd were quiet for a minute (or ten have passed). Who followed
-- three links of one letter within ten seconds looked for viruses: none of theirs counts, and nothing of
-- theirs is kept, so that a person behind the same gateway still counts.
CREATE OR REPLACE FUNCTION click_settle() RETURNS void
  LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
BEGIN
  WITH waiting AS (
    SELECT c.edition, c.visitor, c.number, c.crowd, c.code,
           greatest(max(c.at) OVER v, max(c.at) OVER g) AS latest, least(min(c.at) OVER v, min(c.at) OVER g) AS earliest,
           (SELECT count(DISTINCT o.number) FROM click_today o
            WHERE o.edition = c.edition AND o.crowd = c.crowd AND o.at BETWEEN c.at AND c.at + interval '10 seconds') AS in_crowd,
           (SELECT count(DISTINCT o.number) FROM click_today o
            WHERE o.edition = c.edition AND o.visitor = c.visitor AND o.crowd IS NOT NULL AND o.at BETWEEN c.at AND c.at + interval '10 seconds') AS by_visitor
    FROM click_today c WHERE c.crowd IS NOT NULL
    WINDOW v AS (PARTITION BY c.edition, c.visitor), g AS (PARTITION BY c.edition, c.crowd)
  ), judged AS (
    SELECT w.edition, w.visitor, w.number, w.code,
           greatest(max(w.in_crowd) OVER (PARTITION BY w.edition, w.crowd), max(w.by_visitor) OVER (PARTITION BY w.edition, w.visitor)) >= 3 AS is_machine
    FROM waiting w
    WHERE w.latest < the_time() - interval '1 minute' OR w.earliest < the_time() - interval '10 minutes'
  ), machines AS (
    DELETE FROM click_today c USING judged j
    WHERE j.is_machine AND (c.edition, c.visitor, c.number) = (j.edition, j.visitor, j.number)
  ), people AS (
    UPDATE click_today c SET crowd = NULL FROM judged j
    WHERE NOT j.is_machine AND (c.edition, c.visitor, c.number) = (j.edition, j.visitor, j.number)
    RETURNING c.edition, c.number, c.code
  )
  INSERT INTO edition_click AS k (edition, number, code, clicks)
  SELECT p.edition, p.number, p.code, count(*) FROM people p JOIN edition_link l USING (edition, number)
  GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
  ON CONFLICT (edition, number, code) DO UPDATE SET clicks = k.clicks + excluded.clicks;
  -- The day is over: whose it was is forgotten, once all that waited is counted.
  DELETE FROM click_today WHERE crowd IS NULL AND day < (the_time() AT TIME ZONE 'UTC')::date;
  DELETE FROM click_salt s WHERE s.day < (the_time() AT TIME ZONE 'UTC')::date AND NOT EXISTS (SELECT FROM click_today c WHERE c.day = s.day);
END
$$;
COMMENT ON FUNCTION click_settle() IS 'counts what people followed, and forgets who, at the latest after the day';

CREATE OR REPLACE FUNCTION site.click(p_code text, p_number int, p_place text, p_remote text, p_agent text) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
DECLARE
  today date := (the_time() AT TIME ZONE 'UTC')::date;
  the_edition bigint;
  the_salt bytea;
  the_visitor bytea;
  the_crowd bytea;
  address inet;
BEGIN
  SELECT e.id INTO the_edition FROM edition e JOIN edition_link l ON l.edition = e.id
  WHERE e.link_code = p_code AND l.number = p_number AND e.clicks = 'counted' AND e.state <> 'draft';
  IF NOT FOUND OR p_agent = '' OR EXISTS (SELECT FROM click_machine m WHERE p_agent ~* m.pattern) THEN
    RETURN;
  END IF;
  SELECT s.salt INTO the_salt FROM click_salt s WHERE s.day = today;
  IF NOT FOUND THEN
    INSERT INTO click_salt (day, salt) VALUES (today, uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())) ON CONFLICT DO NOTHING;
    SELECT s.salt INTO the_salt FROM click_salt s WHERE s.day = today;
  END IF;
  BEGIN
    address := host(p_remote::inet);
  EXCEPTION WHEN data_exception THEN
    address := NULL; -- behind a Unix socket: all are one
  END;
  the_visitor := hmac_sha256(the_salt, convert_to(
    coalesce(network(set_masklen(address, CASE family(address) WHEN 4 THEN 32 ELSE 56 END))::text, ''), 'UTF8'));
  the_crowd := hmac_sha256(the_salt, convert_to(
    coalesce(network(set_masklen(address, CASE family(address) WHEN 4 THEN 24 ELSE 48 END))::text, '') || ' ' || p_agent, 'UTF8'));
  -- Bounded, whoever floods it.
  IF (SELECT count(*) FROM click_today c WHERE c.edition = the_edition AND c.crowd = the_crowd) >= 50 THEN
    RETURN;
  END IF;
  INSERT INTO click_today (edition, visitor, number, crowd, code, day)
  VALUES (the_edition, the_visitor, p_number, the_crowd,
          coalesce((SELECT p.code FROM edition_click_place p WHERE p.edition = the_edition AND p.code = p_place), ''), today)
  ON CONFLICT DO NOTHING;
END
$$;
COMMENT ON FUNCTION site.click(text, int, text, text, text) IS 'notes that a link was followed, from an address, with a browser; keeps neither';
