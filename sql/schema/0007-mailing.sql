-- SPDX-License-Identifier: GPL-3.0-or-later
-- The delivery ledger: one narrow row for each mailing and recipient.

SET LOCAL search_path = colporteur, public;

CREATE TABLE mailing (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('edition', 'post', 'notice')),
  list bigint REFERENCES list,
  edition bigint REFERENCES edition,
  message bigint REFERENCES message,
  content bytea,
  state text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'paused', 'cancelled', 'finished')),
  total int NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT the_time(),
  finished_at timestamptz,
  CHECK ((kind = 'edition') = (edition IS NOT NULL)),
  CHECK ((kind = 'post') = (message IS NOT NULL)),
  CHECK ((kind = 'notice') = (content IS NOT NULL))
);
COMMENT ON TABLE mailing IS 'one thing to deliver to many: an edition, a post, a notice';
COMMENT ON COLUMN mailing.id IS 'our number, in return paths';
COMMENT ON COLUMN mailing.kind IS 'what it delivers';
COMMENT ON COLUMN mailing.list IS 'from which list; NULL for a notice of the whole installation';
COMMENT ON COLUMN mailing.edition IS 'the edition it delivers';
COMMENT ON COLUMN mailing.message IS 'the post it delivers';
COMMENT ON COLUMN mailing.content IS 'a notice as it goes on the wire';
COMMENT ON COLUMN mailing.state IS 'whether it may be worked on';
COMMENT ON COLUMN mailing.total IS 'how many recipients the ledger was filled with';
COMMENT ON COLUMN mailing.created_at IS 'when the ledger was filled';
COMMENT ON COLUMN mailing.finished_at IS 'when its last delivery was settled';
CREATE INDEX mailing_running ON mailing (id) WHERE state = 'running';
CREATE INDEX mailing_edition ON mailing (edition);

CREATE TABLE delivery (
  mailing bigint NOT NULL REFERENCES mailing ON DELETE CASCADE,
  recipient bigint NOT NULL,
  state "char" NOT NULL DEFAULT 'q' CHECK (state IN ('q', 'c', 's', 'f', 'u')),
  attempts smallint NOT NULL DEFAULT 0,
  next_try timestamptz NOT NULL DEFAULT the_time(),
  settled_at timestamptz,
  status text,
  reply text,
  PRIMARY KEY (mailing, recipient)
);
-- Every delivery is updated twice or more in minutes: vacuum by a fiftieth, not by a fifth.
ALTER TABLE delivery SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02);
COMMENT ON TABLE delivery IS 'one mailing to one subscriber';
COMMENT ON COLUMN delivery.mailing IS 'which mailing';
COMMENT ON COLUMN delivery.recipient IS 'a subscriber, or for a notice the position in notice_recipient; no foreign key: the ledger is filled by the hundred thousand, and outlives an erased person as a bare number';
COMMENT ON COLUMN delivery.state IS 'queued, claimed, sent, failed, unknown';
COMMENT ON COLUMN delivery.attempts IS 'how often it was tried';
COMMENT ON COLUMN delivery.next_try IS 'queued: not before; claimed: when the claim expires';
COMMENT ON COLUMN delivery.settled_at IS 'when it was sent or given up';
COMMENT ON COLUMN delivery.status IS 'enhanced status code (RFC 3463) of the last answer that was not a success';
COMMENT ON COLUMN delivery.reply IS 'its text';
-- Partial: neither settled deliveries nor other mailings make a claim slower.
CREATE INDEX delivery_queued ON delivery (mailing, next_try, recipient) WHERE state = 'q';
CREATE INDEX delivery_claimed ON delivery (mailing, next_try) WHERE state = 'c';
CREATE INDEX delivery_failed ON delivery (settled_at) WHERE state = 'f';

CREATE TABLE notice_recipient (
  mailing bigint NOT NULL REFERENCES mailing ON DELETE CASCADE,
  position bigint NOT NULL,
  address text NOT NULL CHECK (address !~ '[[:cntrl:] ]'),
  PRIMARY KEY (mailing, position)
);
COMMENT ON TABLE notice_recipient IS 'whom a notice goes to: owners, moderators and strangers are not subscribers';
COMMENT ON COLUMN notice_recipient.mailing IS 'which notice';
COMMENT ON COLUMN notice_recipient.position IS 'delivery.recipient of it';
COMMENT ON COLUMN notice_recipient.address IS 'where it goes';

CREATE TABLE bounce (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  mailing bigint NOT NULL,
  subscriber bigint NOT NULL,
  raw bytea NOT NULL,
  received_at timestamptz NOT NULL DEFAULT the_time()
);
COMMENT ON TABLE bounce IS 'what came back under an authenticated return path';
COMMENT ON COLUMN bounce.id IS 'our number';
COMMENT ON COLUMN bounce.mailing IS 'the mailing it answers';
COMMENT ON COLUMN bounce.subscriber IS 'the subscriber it answers for';
COMMENT ON COLUMN bounce.raw IS 'byte for byte as received';
COMMENT ON COLUMN bounce.received_at IS 'when it came';
CREATE INDEX bounce_subscriber ON bounce (subscriber, received_at);
