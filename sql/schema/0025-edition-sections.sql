-- SPDX-License-Identifier: GPL-3.0-or-later
-- An edition names its sections by rule, in several languages, with images; a person may review
-- what was gathered. Who gets what is still worked out once, when the edition is composed.

SET LOCAL search_path = colporteur, public;

ALTER TABLE edition
  ADD COLUMN template text NOT NULL DEFAULT 'default' CHECK (template ~ '^[a-z0-9-]+$'),
  ADD COLUMN reply_to text NOT NULL DEFAULT '',
  ADD COLUMN schedule text NOT NULL DEFAULT '',
  ADD COLUMN images text NOT NULL DEFAULT 'attached' CHECK (images IN ('attached', 'hosted')),
  ADD COLUMN is_reviewed boolean NOT NULL DEFAULT false,
  ADD COLUMN public_editorial text;
COMMENT ON COLUMN edition.template IS 'which directory of templates/edition/ it is rendered with';
COMMENT ON COLUMN edition.reply_to IS 'where answers go; empty: to the list';
COMMENT ON COLUMN edition.schedule IS 'when its file wants it to go, as written; empty: says nothing';
COMMENT ON COLUMN edition.images IS 'attached to each copy, or hosted on the site';
COMMENT ON COLUMN edition.is_reviewed IS 'a person decided which contributions it shows: those of edition_review and no others';
COMMENT ON COLUMN edition.public_editorial IS 'the editorial as anyone may read it: fields replaced by what stands for them; NULL: not composed';

CREATE TABLE edition_text (
  edition bigint NOT NULL REFERENCES edition ON DELETE CASCADE,
  language text NOT NULL CHECK (language IN ('fr', 'en', 'br')),
  title text NOT NULL CHECK (title <> '' AND title !~ '[[:cntrl:]]'),
  preheader text NOT NULL DEFAULT '',
  editorial text NOT NULL,
  headings text[] NOT NULL DEFAULT '{}',
  otherwise text[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (edition, language)
);
COMMENT ON TABLE edition_text IS 'an edition in another language than its own, for the readers of that language';
COMMENT ON COLUMN edition_text.edition IS 'of which edition';
COMMENT ON COLUMN edition_text.language IS 'which language';
COMMENT ON COLUMN edition_text.title IS 'as edition.title';
COMMENT ON COLUMN edition_text.preheader IS 'as edition.preheader';
COMMENT ON COLUMN edition_text.editorial IS 'as edition.editorial';
COMMENT ON COLUMN edition_text.headings IS 'of the sections, in their order; none, or empty: the template''s words';
COMMENT ON COLUMN edition_text.otherwise IS 'of the sections, likewise';

CREATE TABLE edition_section (
  edition bigint NOT NULL REFERENCES edition ON DELETE CASCADE,
  number int NOT NULL CHECK (number BETWEEN 0 AND 19),
  heading text NOT NULL DEFAULT '' CHECK (heading !~ '[[:cntrl:]]'),
  reach text NOT NULL CHECK (reach IN ('everybody', 'commune', 'epci', 'near', 'departement', 'interests')),
  local boolean NOT NULL DEFAULT false,
  kinds text[] NOT NULL DEFAULT '{}',
  interests bigint[] NOT NULL DEFAULT '{}',
  programmes text[] NOT NULL DEFAULT '{}',
  since text NOT NULL DEFAULT 'new' CHECK (since IN ('new', 'last-edition', 'always', 'date')),
  since_date date,
  sort text NOT NULL DEFAULT 'kind' CHECK (sort IN ('kind', 'oldest', 'newest', 'title', 'nearest')),
  most int NOT NULL DEFAULT 0 CHECK (most >= 0),
  otherwise text NOT NULL DEFAULT '',
  PRIMARY KEY (edition, number),
  CHECK ((since = 'date') = (since_date IS NOT NULL))
);
COMMENT ON TABLE edition_section IS 'what an edition is made of, by rule';
COMMENT ON COLUMN edition_section.edition IS 'of which edition';
COMMENT ON COLUMN edition_section.number IS 'order in the letter; a reader gets a contribution in the first section that has it for them';
COMMENT ON COLUMN edition_section.heading IS 'empty: the template''s words for its reach';
COMMENT ON COLUMN edition_section.reach IS 'for everybody; for readers of the contribution''s commune, its intercommunalité, near it, in its département; for those who follow its themes';
COMMENT ON COLUMN edition_section.local IS 'for everybody: also what is about one place only';
COMMENT ON COLUMN edition_section.kinds IS 'only these; empty: all';
COMMENT ON COLUMN edition_section.interests IS 'only what is about these or what is below them; empty: all';
COMMENT ON COLUMN edition_section.programmes IS 'only what belongs to these; empty: all';
COMMENT ON COLUMN edition_section.since IS 'new: what no letter of the list has carried; last-edition: of that, what was accepted since the list''s last edition went; date: accepted from since_date on; always';
COMMENT ON COLUMN edition_section.since_date IS 'for since = date';
COMMENT ON COLUMN edition_section.sort IS 'order of its contributions';
COMMENT ON COLUMN edition_section.most IS 'how many of them a reader gets at most; 0: all';
COMMENT ON COLUMN edition_section.otherwise IS 'Markdown in its place for a reader without any; empty: nothing, or the template''s words for reach near';

CREATE TABLE edition_section_item (
  edition bigint NOT NULL,
  section int NOT NULL,
  rank int NOT NULL,
  position int NOT NULL,
  PRIMARY KEY (edition, section, rank),
  FOREIGN KEY (edition, section) REFERENCES edition_section ON DELETE CASCADE,
  FOREIGN KEY (edition, position) REFERENCES edition_piece ON DELETE CASCADE
);
COMMENT ON TABLE edition_section_item IS 'the contributions that a section may show, in its order';
COMMENT ON COLUMN edition_section_item.edition IS 'of which edition';
COMMENT ON COLUMN edition_section_item.section IS 'its number';
COMMENT ON COLUMN edition_section_item.rank IS 'order within the section';
COMMENT ON COLUMN edition_section_item.position IS 'of the piece';
CREATE INDEX edition_section_item_piece ON edition_section_item (edition, position);

CREATE TABLE edition_piece_language (
  edition bigint NOT NULL,
  position int NOT NULL,
  language text NOT NULL,
  html bytea NOT NULL,
  text bytea NOT NULL,
  PRIMARY KEY (edition, position, language),
  FOREIGN KEY (edition, position) REFERENCES edition_piece ON DELETE CASCADE
);
COMMENT ON TABLE edition_piece_language IS 'a piece for the readers of another language than the edition''s';
COMMENT ON COLUMN edition_piece_language.edition IS 'of which edition';
COMMENT ON COLUMN edition_piece_language.position IS 'of the piece';
COMMENT ON COLUMN edition_piece_language.language IS 'one of edition_text';
COMMENT ON COLUMN edition_piece_language.html IS 'as edition_piece.html';
COMMENT ON COLUMN edition_piece_language.text IS 'as edition_piece.text';

CREATE TABLE edition_condition (
  edition bigint NOT NULL REFERENCES edition ON DELETE CASCADE,
  number int NOT NULL CHECK (number BETWEEN 2 AND 31),
  territory bigint REFERENCES territory ON DELETE CASCADE,
  interest bigint REFERENCES interest ON DELETE CASCADE,
  PRIMARY KEY (edition, number),
  CHECK ((territory IS NULL) <> (interest IS NULL))
);
COMMENT ON TABLE edition_condition IS 'what a block of the editorial asks of its reader';
COMMENT ON COLUMN edition_condition.edition IS 'of which edition';
COMMENT ON COLUMN edition_condition.number IS 'as the pieces have it';
COMMENT ON COLUMN edition_condition.territory IS 'to live there';
COMMENT ON COLUMN edition_condition.interest IS 'to follow it, or what is below it';

CREATE TABLE edition_review (
  edition bigint NOT NULL REFERENCES edition ON DELETE CASCADE,
  contribution bigint NOT NULL REFERENCES contribution ON DELETE CASCADE,
  rank int NOT NULL,
  title text NOT NULL CHECK (title <> '' AND title !~ '[[:cntrl:]]'),
  body text NOT NULL,
  PRIMARY KEY (edition, contribution)
);
COMMENT ON TABLE edition_review IS 'the contributions of a reviewed edition, as a person edited and ordered them';
COMMENT ON COLUMN edition_review.edition IS 'of which edition';
COMMENT ON COLUMN edition_review.contribution IS 'which';
COMMENT ON COLUMN edition_review.rank IS 'order';
COMMENT ON COLUMN edition_review.title IS 'as this edition has it';
COMMENT ON COLUMN edition_review.body IS 'as this edition has it';

CREATE TABLE edition_image (
  edition bigint NOT NULL REFERENCES edition ON DELETE CASCADE,
  name text NOT NULL,
  hash text NOT NULL CHECK (hash ~ '^[0-9a-f]{32}$'),
  type text NOT NULL CHECK (type IN ('png', 'jpeg', 'gif')),
  width int NOT NULL,
  height int NOT NULL,
  data bytea NOT NULL CHECK (octet_length(data) <= 1048576),
  PRIMARY KEY (edition, name)
);
COMMENT ON TABLE edition_image IS 'images that the editorial shows';
COMMENT ON COLUMN edition_image.edition IS 'of which edition';
COMMENT ON COLUMN edition_image.name IS 'as the Markdown has it';
COMMENT ON COLUMN edition_image.hash IS 'first half of the SHA-256 of its bytes: its name on the site and in the mail';
COMMENT ON COLUMN edition_image.type IS 'from its first bytes';
COMMENT ON COLUMN edition_image.width IS 'pixels';
COMMENT ON COLUMN edition_image.height IS 'pixels';
COMMENT ON COLUMN edition_image.data IS 'the file';

ALTER TABLE edition_near ADD COLUMN distance smallint NOT NULL DEFAULT 2;
COMMENT ON COLUMN edition_near.distance IS '0: the same commune; 1: within one intercommunalité; 2: one holds the other, or a part of it; 3: in the same département';

-- Editions composed before: the three sections that each had.
INSERT INTO edition_section (edition, number, reach, sort)
  SELECT e.edition, s.number, s.reach, s.sort
  FROM (SELECT DISTINCT edition FROM edition_piece) e,
       (VALUES (0, 'everybody', 'kind'), (1, 'near', 'nearest'), (2, 'interests', 'kind')) s(number, reach, sort);
INSERT INTO edition_piece (edition, position, section, part, html, text)
  SELECT p.edition, s.position, p.section, p.part, p.html, p.text
  FROM edition_piece p
  JOIN (VALUES (1, 100000), (2, 100003), (3, 100004), (4, 100006), (7, 100005), (7, 100008)) s(old, position) ON s.old = p.position;
INSERT INTO edition_piece (edition, position, section, part, html, text)
  SELECT p.edition, 100002, p.section, 'public heading', p.html, p.text FROM edition_piece p WHERE p.position = 1;
INSERT INTO edition_section_item (edition, section, rank, position)
  SELECT p.edition, s.number, p.position, p.position
  FROM edition_piece p JOIN (VALUES ('everybody', 0), ('territory', 1), ('territory', 2)) s(section, number) ON s.section = p.section
  WHERE p.part = 'item';
DELETE FROM edition_piece WHERE position IN (1, 2, 3, 4, 7);
DELETE FROM edition_piece p WHERE p.position = 100004 AND NOT EXISTS (
  SELECT FROM edition_piece i WHERE i.edition = p.edition AND i.part = 'item' AND i.section = 'territory');

CREATE VIEW site.edition_image WITH (security_barrier) AS
  SELECT l.name AS list_name, e.number, i.hash, i.type, i.data
  FROM colporteur.edition_image i
  JOIN colporteur.edition e ON e.id = i.edition
  JOIN colporteur.list l ON l.id = e.list AND l.is_public;
COMMENT ON VIEW site.edition_image IS 'images of the editions of public lists; a letter that was only tested shows them too';

CREATE OR REPLACE VIEW site.edition WITH (security_barrier) AS
  SELECT e.id, e.list, l.name AS list_name, l.title AS list_title, e.number, e.title, e.preheader, e.language,
         coalesce(e.public_editorial, e.editorial) AS editorial, e.sent_at, e.message_id
  FROM colporteur.edition e
  JOIN colporteur.list l ON l.id = e.list AND l.is_public
  WHERE e.sent_at IS NOT NULL;

CREATE OR REPLACE VIEW site.edition_item WITH (security_barrier) AS
  SELECT ep.edition, ep.position, ep.section, c.id AS contribution, c.kind, coalesce(r.title, c.title) AS title,
         coalesce(r.body, c.body) AS body, c.author,
         c.knowledge, c.source, c.programme, c.language, t.names AS territories,
         i.labels_fr AS interests_fr, i.labels_en AS interests_en, i.labels_br AS interests_br
  FROM colporteur.edition_piece ep
  JOIN colporteur.edition e ON e.id = ep.edition AND e.sent_at IS NOT NULL
  JOIN colporteur.list l ON l.id = e.list AND l.is_public
  JOIN colporteur.contribution c ON c.id = ep.contribution
  LEFT JOIN colporteur.edition_review r ON r.edition = ep.edition AND r.contribution = c.id,
  LATERAL (
    SELECT array_agg(t.name ORDER BY t.name_key) AS names
    FROM colporteur.contribution_territory ct JOIN colporteur.territory t ON t.id = ct.territory
    WHERE ct.contribution = c.id) t,
  LATERAL (
    SELECT array_agg(i.label_fr ORDER BY i.position, i.id) AS labels_fr,
           array_agg(i.label_en ORDER BY i.position, i.id) AS labels_en,
           array_agg(i.label_br ORDER BY i.position, i.id) AS labels_br
    FROM colporteur.contribution_interest ci JOIN colporteur.interest i ON i.id = ci.interest
    WHERE ci.contribution = c.id) i;
