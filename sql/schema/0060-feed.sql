-- SPDX-License-Identifier: GPL-3.0-or-later
-- What servers said of feeds, so that one that has nothing new is not fetched again.

SET LOCAL search_path = colporteur, public;

CREATE TABLE feed_version (
  url text PRIMARY KEY CHECK (octet_length(url) <= 2000),
  etag text NOT NULL DEFAULT '',
  modified text NOT NULL DEFAULT '',
  fetched_at timestamptz NOT NULL DEFAULT the_time()
);
COMMENT ON TABLE feed_version IS 'feeds that were gathered whole, as they were then';
COMMENT ON COLUMN feed_version.url IS 'where it is';
COMMENT ON COLUMN feed_version.etag IS 'its ETag as sent; empty: none';
COMMENT ON COLUMN feed_version.modified IS 'its Last-Modified as sent; empty: none';
COMMENT ON COLUMN feed_version.fetched_at IS 'when';
