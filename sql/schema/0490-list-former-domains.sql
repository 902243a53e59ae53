-- SPDX-License-Identifier: GPL-3.0-or-later
-- A list that moves to another domain is still reached at the one it had, as it is by a name it had:
-- letters, address books and the return paths of what is on its way have it.

SET LOCAL search_path = colporteur, public;

CREATE TABLE list_former_domain (
  list bigint NOT NULL REFERENCES list ON DELETE CASCADE,
  domain text NOT NULL,
  at timestamptz NOT NULL DEFAULT the_time(),
  PRIMARY KEY (list, domain)
);
COMMENT ON TABLE list_former_domain IS 'what domains lists were at: letters and address books have them for years';
COMMENT ON COLUMN list_former_domain.list IS 'which list that was';
COMMENT ON COLUMN list_former_domain.domain IS 'as list.domain';
COMMENT ON COLUMN list_former_domain.at IS 'until when';
CREATE INDEX list_former_domain_domain ON list_former_domain (domain);

ALTER TABLE list_former_domain ENABLE ROW LEVEL SECURITY;
CREATE POLICY engine ON list_former_domain TO colporteur_engine USING (true) WITH CHECK (true);
CREATE POLICY coordinator ON list_former_domain TO colporteur_coordinator USING (EXISTS (SELECT FROM list l WHERE l.id = list));
GRANT SELECT ON list_former_domain TO colporteur_coordinator;

CREATE FUNCTION list_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM list_former_domain WHERE list = NEW.id AND domain = NEW.domain;
  INSERT INTO list_former_domain (list, domain) VALUES (NEW.id, OLD.domain) ON CONFLICT DO NOTHING;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION list_moved() IS 'a list keeps the domain that it was at';
CREATE TRIGGER list_moved AFTER UPDATE OF domain ON list FOR EACH ROW WHEN (OLD.domain <> NEW.domain) EXECUTE FUNCTION list_moved();

CREATE OR REPLACE FUNCTION site.mail_domain(p_domain text) RETURNS text
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
  SELECT l.domain FROM list l WHERE l.domain = lower(p_domain)
  UNION ALL
  SELECT f.domain FROM list_former_domain f JOIN list l ON l.id = f.list WHERE f.domain = lower(p_domain) AND l.deleted_at IS NULL
  LIMIT 1
$$;
COMMENT ON FUNCTION site.mail_domain(text) IS 'the domain, when a list is or was at it';

CREATE OR REPLACE FUNCTION site.mail_recipient(p_address text) RETURNS text
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
  WITH asked AS (
    SELECT regexp_replace(lower(substring(p_address FROM '^(.*)@')),
             '(-(owner|request|join|subscribe|leave|unsubscribe|propose|decide)|-(confirm|bounces|moderate|accept|discard|undo|propose|decide)[+][a-z2-7]+)$', '') AS name,
           lower(substring(p_address FROM '@([^@]*)$')) AS domain
  )
  SELECT l.name FROM asked a JOIN list l ON l.name = a.name OR l.id = (SELECT f.list FROM list_former_name f WHERE f.name = a.name)
  WHERE l.deleted_at IS NULL
    AND (l.domain = a.domain OR EXISTS (SELECT FROM list_former_domain f WHERE f.list = l.id AND f.domain = a.domain))
  LIMIT 1
$$;
