-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who looks at a held mail, so that two moderators do not read the same one.

SET LOCAL search_path = colporteur, public;

ALTER TABLE held_message
  ADD COLUMN claimed_by text,
  ADD COLUMN claimed_at timestamptz,
  ADD CONSTRAINT held_message_claim CHECK ((claimed_by IS NULL) = (claimed_at IS NULL));
COMMENT ON COLUMN held_message.claimed_by IS 'who looks at it; NULL: nobody did';
COMMENT ON COLUMN held_message.claimed_at IS 'since when; it counts for a quarter of an hour';

CREATE FUNCTION is_claimed(h held_message) RETURNS boolean LANGUAGE sql STABLE
  RETURN coalesce(h.state = 'held' AND h.claimed_at > the_time() - interval '15 minutes', false);
COMMENT ON FUNCTION is_claimed(held_message) IS 'whether somebody looks at it now';

CREATE INDEX held_message_waiting ON held_message (received_at) WHERE state = 'held';
