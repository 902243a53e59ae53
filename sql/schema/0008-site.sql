-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the public site may read. Views run with their owner's rights; none has an address column,
-- and message.body has had addresses hidden before it was stored.

SET LOCAL search_path = site;

CREATE VIEW site.list WITH (security_barrier) AS
  SELECT id, name, kind, title, description, language FROM colporteur.list WHERE is_public;
COMMENT ON VIEW site.list IS 'public lists';

CREATE VIEW site.post WITH (security_barrier) AS
  SELECT p.list, l.name AS list_name, p.message, t.root AS thread, p.date, m.message_id, m.short_hash,
         m.from_name, m.subject, m.body, m.html, m.refers_to, m.oddities, m.search
  FROM colporteur.post p
  JOIN colporteur.list l ON l.id = p.list AND l.is_public
  JOIN colporteur.thread t ON t.id = p.thread
  JOIN colporteur.message m ON m.id = p.message;
COMMENT ON VIEW site.post IS 'messages of public lists as anyone may see them';

CREATE VIEW site.thread WITH (security_barrier) AS
  SELECT lt.list, l.name AS list_name, lt.thread, lt.posts, lt.first_date, lt.last_date,
         m.message_id, m.subject, m.from_name
  FROM colporteur.list_thread lt
  JOIN colporteur.list l ON l.id = lt.list AND l.is_public
  JOIN colporteur.message m ON m.id = lt.first_message;
COMMENT ON VIEW site.thread IS 'threads of public lists';

CREATE VIEW site.edition WITH (security_barrier) AS
  SELECT e.id, e.list, l.name AS list_name, l.title AS list_title, e.number, e.title, e.preheader, e.language,
         e.editorial, e.sent_at, e.message_id
  FROM colporteur.edition e
  JOIN colporteur.list l ON l.id = e.list AND l.is_public
  WHERE e.sent_at IS NOT NULL;
COMMENT ON VIEW site.edition IS 'editions that have been sent';

CREATE VIEW site.edition_item WITH (security_barrier) AS
  SELECT ep.edition, ep.position, ep.section, c.id AS contribution, c.kind, c.title, c.body, c.author,
         c.knowledge, c.source, c.programme
  FROM colporteur.edition_piece ep
  JOIN colporteur.edition e ON e.id = ep.edition AND e.sent_at IS NOT NULL
  JOIN colporteur.list l ON l.id = e.list AND l.is_public
  JOIN colporteur.contribution c ON c.id = ep.contribution;
COMMENT ON VIEW site.edition_item IS 'contributions in editions that have been sent';

CREATE FUNCTION site.search_query(text) RETURNS tsquery LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SECURITY DEFINER
  SET search_path = colporteur, public
  AS 'SELECT colporteur.search_query($1)';
COMMENT ON FUNCTION site.search_query(text) IS 'what a reader typed, as a query over site.post.search';

CREATE FUNCTION site.us(timestamptz) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  AS 'SELECT (extract(epoch FROM $1) * 1000000)::bigint';
COMMENT ON FUNCTION site.us(timestamptz) IS 'microseconds since the epoch';

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA site FROM PUBLIC;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA site TO colporteur_site, colporteur_engine;
GRANT SELECT ON ALL TABLES IN SCHEMA site TO colporteur_site, colporteur_engine;
