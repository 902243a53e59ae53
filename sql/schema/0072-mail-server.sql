-- SPDX-License-Identifier: GPL-3.0-or-later
-- What a mail server may ask: which domains and addresses are lists'. It connects as the site does and
-- learns nothing else.

SET LOCAL search_path = colporteur, public;

CREATE FUNCTION site.mail_domain(p_domain text) RETURNS text
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
  SELECT l.domain FROM list l WHERE l.domain = lower(p_domain) LIMIT 1
$$;
COMMENT ON FUNCTION site.mail_domain(text) IS 'the domain, when a list is at it';

-- A proof in an address is looked at when mail comes; here only the list must be there.
CREATE FUNCTION site.mail_recipient(p_address text) RETURNS text
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
  SELECT l.name FROM list l
  WHERE l.domain = lower(substring(p_address FROM '@([^@]*)$'))
    AND l.name = regexp_replace(lower(substring(p_address FROM '^(.*)@')),
                                '(-(owner|request|join|subscribe|leave|unsubscribe|propose)|-(confirm|bounces|moderate)[+][a-z2-7]+)$', '')
$$;
COMMENT ON FUNCTION site.mail_recipient(text) IS 'name of the list that an address is of; NULL when it is of none';

REVOKE ALL ON FUNCTION site.mail_domain(text), site.mail_recipient(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION site.mail_domain(text), site.mail_recipient(text) TO colporteur_site, colporteur_engine;
