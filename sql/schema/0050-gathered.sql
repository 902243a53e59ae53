-- SPDX-License-Identifier: GPL-3.0-or-later
-- What was gathered from feeds: an item proposed once is not proposed again, whatever became of it.

SET LOCAL search_path = colporteur, public;

CREATE TABLE gathered (
  key bytea PRIMARY KEY CHECK (octet_length(key) = 32),
  feed text NOT NULL,
  guid text NOT NULL,
  contribution bigint REFERENCES contribution ON DELETE SET NULL,
  gathered_at timestamptz NOT NULL DEFAULT the_time()
);
COMMENT ON TABLE gathered IS 'items of feeds that were looked at';
COMMENT ON COLUMN gathered.key IS 'SHA-256 of feed, a line end and guid, which may be too long for an index';
COMMENT ON COLUMN gathered.feed IS 'what the feed belongs to, as it says';
COMMENT ON COLUMN gathered.guid IS 'the feed''s name for the item';
COMMENT ON COLUMN gathered.contribution IS 'what it became; NULL: there was one like it, or it is no more';
COMMENT ON COLUMN gathered.gathered_at IS 'when';
CREATE INDEX gathered_contribution ON gathered (contribution);
GRANT SELECT, INSERT, UPDATE, DELETE ON gathered TO colporteur_engine;
