-- SPDX-License-Identifier: GPL-3.0-or-later
-- Contributions and editions. An edition is composed once into pieces; each reader's copy is
-- chosen from them by territory and interest when it is sent.

SET LOCAL search_path = colporteur, public;

CREATE TABLE contribution (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('finding', 'initiative')),
  title text NOT NULL CHECK (title <> '' AND title !~ '[[:cntrl:]]'),
  body text NOT NULL,
  author text NOT NULL DEFAULT '',
  knowledge text[] NOT NULL DEFAULT '{}' CHECK (knowledge_is_known(knowledge)),
  source text NOT NULL DEFAULT '',
  programme text NOT NULL DEFAULT '',
  language text NOT NULL DEFAULT 'fr' CHECK (language IN ('fr', 'en', 'br')),
  state text NOT NULL DEFAULT 'proposed' CHECK (state IN ('proposed', 'accepted', 'declined')),
  proposed_at timestamptz NOT NULL DEFAULT the_time(),
  decided_at timestamptz
);
COMMENT ON TABLE contribution IS 'a finding (what the research learned) or an initiative (what somebody started)';
COMMENT ON COLUMN contribution.id IS 'our number';
COMMENT ON COLUMN contribution.kind IS 'finding or initiative';
COMMENT ON COLUMN contribution.title IS 'one line';
COMMENT ON COLUMN contribution.body IS 'Markdown';
COMMENT ON COLUMN contribution.author IS 'who brings it, as they want to be named';
COMMENT ON COLUMN contribution.knowledge IS 'which knowledge it brings';
COMMENT ON COLUMN contribution.source IS 'where it can be read or checked: a link or a reference';
COMMENT ON COLUMN contribution.programme IS 'the programme it belongs to';
COMMENT ON COLUMN contribution.language IS 'which language it is written in';
COMMENT ON COLUMN contribution.state IS 'proposed, accepted for an edition, declined';
COMMENT ON COLUMN contribution.proposed_at IS 'when it came';
COMMENT ON COLUMN contribution.decided_at IS 'when it was accepted or declined';

CREATE TABLE contribution_territory (
  contribution bigint NOT NULL REFERENCES contribution ON DELETE CASCADE,
  territory bigint NOT NULL REFERENCES territory,
  PRIMARY KEY (contribution, territory)
);
COMMENT ON TABLE contribution_territory IS 'where a contribution is about; none means everywhere';
COMMENT ON COLUMN contribution_territory.contribution IS 'which';
COMMENT ON COLUMN contribution_territory.territory IS 'where';
CREATE INDEX contribution_territory_territory ON contribution_territory (territory);

CREATE TABLE contribution_interest (
  contribution bigint NOT NULL REFERENCES contribution ON DELETE CASCADE,
  interest bigint NOT NULL REFERENCES interest,
  PRIMARY KEY (contribution, interest)
);
COMMENT ON TABLE contribution_interest IS 'what a contribution is about';
COMMENT ON COLUMN contribution_interest.contribution IS 'which';
COMMENT ON COLUMN contribution_interest.interest IS 'about what';
CREATE INDEX contribution_interest_interest ON contribution_interest (interest);

CREATE TABLE edition (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  list bigint NOT NULL REFERENCES list,
  number int NOT NULL,
  title text NOT NULL CHECK (title <> '' AND title !~ '[[:cntrl:]]'),
  preheader text NOT NULL DEFAULT '',
  language text NOT NULL DEFAULT 'fr' CHECK (language IN ('fr', 'en', 'br')),
  editorial text NOT NULL,
  audience text NOT NULL DEFAULT '',
  state text NOT NULL DEFAULT 'draft'
    CHECK (state IN ('draft', 'scheduled', 'running', 'paused', 'cancelled', 'finished')),
  message_id text NOT NULL UNIQUE,
  created_at timestamptz NOT NULL DEFAULT the_time(),
  composed_at timestamptz,
  sent_at timestamptz,
  message bigint REFERENCES message,
  UNIQUE (list, number)
);
COMMENT ON TABLE edition IS 'one newsletter';
COMMENT ON COLUMN edition.id IS 'our number';
COMMENT ON COLUMN edition.list IS 'the newsletter it is a number of';
COMMENT ON COLUMN edition.number IS 'counts within its list';
COMMENT ON COLUMN edition.title IS 'subject of the letter';
COMMENT ON COLUMN edition.preheader IS 'the line that mail programs show beside the subject';
COMMENT ON COLUMN edition.language IS 'which language it is written in';
COMMENT ON COLUMN edition.editorial IS 'Markdown';
COMMENT ON COLUMN edition.audience IS 'who among the list''s subscribers gets it: an audience expression; empty is all';
COMMENT ON COLUMN edition.state IS 'how far it has come';
COMMENT ON COLUMN edition.message_id IS 'one for all copies, so that replies thread together';
COMMENT ON COLUMN edition.created_at IS 'when it was begun';
COMMENT ON COLUMN edition.composed_at IS 'when its pieces were made; NULL: not yet';
COMMENT ON COLUMN edition.sent_at IS 'when its sending began; NULL: not yet';
COMMENT ON COLUMN edition.message IS 'the public copy in the archive, once sent';

CREATE TABLE edition_piece (
  edition bigint NOT NULL REFERENCES edition ON DELETE CASCADE,
  position int NOT NULL,
  section text NOT NULL CHECK (section IN ('frame', 'everybody', 'territory', 'interest')),
  part text NOT NULL CHECK (part IN ('head', 'heading', 'item', 'empty', 'foot', 'public head', 'public heading', 'public foot')),
  contribution bigint REFERENCES contribution,
  html bytea NOT NULL,
  text bytea NOT NULL,
  PRIMARY KEY (edition, position),
  CHECK ((part = 'item') = (contribution IS NOT NULL)),
  CHECK (part <> 'item' OR section IN ('everybody', 'territory'))
);
COMMENT ON TABLE edition_piece IS 'a composed part of an edition, encoded for the wire once';
COMMENT ON COLUMN edition_piece.edition IS 'of which edition';
COMMENT ON COLUMN edition_piece.position IS 'order of the items within a letter; the other parts have fixed places below the first item''s';
COMMENT ON COLUMN edition_piece.section IS 'frame and everybody go into each copy; an item of section territory goes to readers near it, and to the section interest of other readers who follow its theme';
COMMENT ON COLUMN edition_piece.part IS 'what it is: an item, the heading of its section, what stands for a section without items, head and foot of the letter; public: of the copy for the archive';
COMMENT ON COLUMN edition_piece.contribution IS 'the contribution it shows; NULL for all but items';
COMMENT ON COLUMN edition_piece.html IS 'quoted-printable, CRLF; readers'' own links are marked for substitution';
COMMENT ON COLUMN edition_piece.text IS 'the plain text of the same, encoded likewise';
CREATE INDEX edition_piece_contribution ON edition_piece (contribution);

CREATE TABLE edition_near (
  edition bigint NOT NULL,
  territory bigint NOT NULL REFERENCES territory ON DELETE CASCADE,
  position int NOT NULL,
  PRIMARY KEY (edition, territory, position),
  FOREIGN KEY (edition, position) REFERENCES edition_piece ON DELETE CASCADE
);
COMMENT ON TABLE edition_near IS 'the territories whose readers get a piece as near them; worked out when the edition is composed, so that choosing for a batch of readers is one indexed join';
COMMENT ON COLUMN edition_near.edition IS 'of which edition';
COMMENT ON COLUMN edition_near.territory IS 'one that some reader has';
COMMENT ON COLUMN edition_near.position IS 'of the piece';
CREATE INDEX edition_near_piece ON edition_near (edition, position);

CREATE TABLE edition_follow (
  edition bigint NOT NULL,
  interest bigint NOT NULL REFERENCES interest ON DELETE CASCADE,
  position int NOT NULL,
  PRIMARY KEY (edition, interest, position),
  FOREIGN KEY (edition, position) REFERENCES edition_piece ON DELETE CASCADE
);
COMMENT ON TABLE edition_follow IS 'the interests whose followers get a piece';
COMMENT ON COLUMN edition_follow.edition IS 'of which edition';
COMMENT ON COLUMN edition_follow.interest IS 'one that some reader has';
COMMENT ON COLUMN edition_follow.position IS 'of the piece';
CREATE INDEX edition_follow_piece ON edition_follow (edition, position);
