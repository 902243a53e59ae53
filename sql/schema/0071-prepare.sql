-- SPDX-License-Identifier: GPL-3.0-or-later
-- How a list prepares posts for its members.

SET LOCAL search_path = colporteur, public;

ALTER TABLE list
  ADD COLUMN reply_to text NOT NULL DEFAULT 'given' CHECK (reply_to IN ('given', 'list', 'author', 'both')),
  ADD COLUMN author_in text NOT NULL DEFAULT 'reply-to' CHECK (author_in IN ('reply-to', 'cc')),
  ADD COLUMN footer text NOT NULL DEFAULT '' CHECK (length(footer) <= 4000);
COMMENT ON COLUMN list.reply_to IS 'where answers go: as the author says, to the list, to the author, to both';
COMMENT ON COLUMN list.author_in IS 'where the author''s address goes when From cannot have it: Reply-To or Cc';
COMMENT ON COLUMN list.footer IS 'lines put behind each post; empty for none';
