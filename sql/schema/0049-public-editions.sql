-- SPDX-License-Identifier: GPL-3.0-or-later
-- The public page of an edition has its sections, its images and its other languages.

SET LOCAL search_path = colporteur, public;

ALTER TABLE edition_text ADD COLUMN public_editorial text;
COMMENT ON COLUMN edition_text.public_editorial IS 'as edition.public_editorial; NULL: not composed since the site shows languages';

CREATE VIEW site.edition_text WITH (security_barrier) AS
  SELECT t.edition, t.language, t.title, t.preheader, t.public_editorial AS editorial, t.headings
  FROM colporteur.edition_text t
  JOIN colporteur.edition e ON e.id = t.edition AND e.sent_at IS NOT NULL
  JOIN colporteur.list l ON l.id = e.list AND l.is_public
  WHERE t.public_editorial IS NOT NULL;
COMMENT ON VIEW site.edition_text IS 'editions that have been sent, in their other languages';

CREATE OR REPLACE VIEW site.edition_image WITH (security_barrier) AS
  SELECT l.name AS list_name, e.number, i.hash, i.type, i.data, i.edition, i.name, i.width, i.height
  FROM colporteur.edition_image i
  JOIN colporteur.edition e ON e.id = i.edition
  JOIN colporteur.list l ON l.id = e.list AND l.is_public;

CREATE OR REPLACE VIEW site.edition_item WITH (security_barrier) AS
  SELECT ep.edition, ep.position, ep.section, c.id AS contribution, c.kind, coalesce(r.title, c.title) AS title,
         coalesce(r.body, c.body) AS body, c.author,
         c.knowledge, c.source, c.programme, c.language, t.names AS territories,
         i.labels_fr AS interests_fr, i.labels_en AS interests_en, i.labels_br AS interests_br,
         t.codes AS territory_codes, i.slugs AS interest_slugs,
         s.number AS section_number, s.rank AS section_rank, s.reach, s.heading
  FROM colporteur.edition_piece ep
  JOIN colporteur.edition e ON e.id = ep.edition AND e.sent_at IS NOT NULL
  JOIN colporteur.list l ON l.id = e.list AND l.is_public
  JOIN colporteur.contribution c ON c.id = ep.contribution
  LEFT JOIN colporteur.edition_review r ON r.edition = ep.edition AND r.contribution = c.id
  LEFT JOIN LATERAL (
    SELECT s.number, si.rank, s.reach, s.heading
    FROM colporteur.edition_section_item si
    JOIN colporteur.edition_section s ON s.edition = si.edition AND s.number = si.section
    WHERE si.edition = ep.edition AND si.position = ep.position
    ORDER BY si.section LIMIT 1) s ON true,
  LATERAL (
    SELECT array_agg(t.name ORDER BY t.name_key, t.code) AS names, array_agg(t.code ORDER BY t.name_key, t.code) AS codes
    FROM colporteur.contribution_territory ct JOIN colporteur.territory t ON t.id = ct.territory
    WHERE ct.contribution = c.id) t,
  LATERAL (
    SELECT array_agg(i.label_fr ORDER BY i.position, i.id) AS labels_fr,
           array_agg(i.label_en ORDER BY i.position, i.id) AS labels_en,
           array_agg(i.label_br ORDER BY i.position, i.id) AS labels_br,
           array_agg(i.slug ORDER BY i.position, i.id) AS slugs
    FROM colporteur.contribution_interest ci JOIN colporteur.interest i ON i.id = ci.interest
    WHERE ci.contribution = c.id) i;

GRANT SELECT ON site.edition_text TO colporteur_site, colporteur_engine;
