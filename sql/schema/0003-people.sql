-- SPDX-License-Identifier: GPL-3.0-or-later
-- Subscribers, their addresses, where they live, what they follow, and the proof of consent.

SET LOCAL search_path = colporteur, public;

CREATE FUNCTION knowledge_is_known(text[]) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN $1 <@ ARRAY['scientific', 'professional', 'citizen'];
COMMENT ON FUNCTION knowledge_is_known(text[]) IS 'whether each word is one of the three kinds of knowledge';

CREATE TABLE subscriber (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text CHECK (name !~ '[[:cntrl:]]'),
  language text NOT NULL DEFAULT 'fr' CHECK (language IN ('fr', 'en', 'br')),
  knowledge text[] NOT NULL DEFAULT '{}' CHECK (knowledge_is_known(knowledge)),
  notes text,
  created_at timestamptz NOT NULL DEFAULT the_time(),
  last_contact_at timestamptz NOT NULL DEFAULT the_time()
);
COMMENT ON TABLE subscriber IS 'a person';
COMMENT ON COLUMN subscriber.id IS 'our number';
COMMENT ON COLUMN subscriber.name IS 'how the person wants to be named; NULL when unknown';
COMMENT ON COLUMN subscriber.language IS 'which language letters and pages for them are in';
COMMENT ON COLUMN subscriber.knowledge IS 'which knowledge they bring: scientific, professional, citizen';
COMMENT ON COLUMN subscriber.notes IS 'what coordinators noted; never shown outside';
COMMENT ON COLUMN subscriber.created_at IS 'when we first heard of them';
COMMENT ON COLUMN subscriber.last_contact_at IS 'a mail, a click or a form of theirs; an open never counts';

CREATE TABLE address (
  address_key text PRIMARY KEY CHECK (address_key = lower(address_key) AND address_key ~ '^[^@[:cntrl:] ]+@[^@[:cntrl:] ]+$'),
  address text NOT NULL CHECK (address !~ '[[:cntrl:] ]'),
  subscriber bigint NOT NULL REFERENCES subscriber ON DELETE CASCADE,
  is_primary boolean NOT NULL DEFAULT true
);
COMMENT ON TABLE address IS 'mail addresses of a subscriber, one of them primary';
COMMENT ON COLUMN address.address_key IS 'as it is compared: local part without case, domain in ASCII';
COMMENT ON COLUMN address.address IS 'as the person wrote it';
COMMENT ON COLUMN address.subscriber IS 'whose it is';
COMMENT ON COLUMN address.is_primary IS 'whether mail goes there: one address of each subscriber';
CREATE UNIQUE INDEX address_primary ON address (subscriber) WHERE is_primary;
CREATE INDEX address_subscriber ON address (subscriber);

CREATE TABLE subscriber_territory (
  subscriber bigint NOT NULL REFERENCES subscriber ON DELETE CASCADE,
  territory bigint NOT NULL REFERENCES territory,
  PRIMARY KEY (subscriber, territory)
);
COMMENT ON TABLE subscriber_territory IS 'where a subscriber lives or works';
COMMENT ON COLUMN subscriber_territory.subscriber IS 'who';
COMMENT ON COLUMN subscriber_territory.territory IS 'where';
CREATE INDEX subscriber_territory_territory ON subscriber_territory (territory, subscriber);

CREATE TABLE subscriber_interest (
  subscriber bigint NOT NULL REFERENCES subscriber ON DELETE CASCADE,
  interest bigint NOT NULL REFERENCES interest,
  PRIMARY KEY (subscriber, interest)
);
COMMENT ON TABLE subscriber_interest IS 'what a subscriber follows';
COMMENT ON COLUMN subscriber_interest.subscriber IS 'who';
COMMENT ON COLUMN subscriber_interest.interest IS 'what';
CREATE INDEX subscriber_interest_interest ON subscriber_interest (interest, subscriber);

CREATE UNLOGGED TABLE incoming_subscriber (
  line int PRIMARY KEY,
  address_key text NOT NULL,
  address text NOT NULL,
  name text,
  language text,
  knowledge text[] NOT NULL,
  territories bigint[] NOT NULL,
  interests bigint[] NOT NULL,
  lists bigint[] NOT NULL,
  subscriber bigint,
  is_new boolean NOT NULL DEFAULT false,
  is_changed boolean NOT NULL DEFAULT false
);
COMMENT ON TABLE incoming_subscriber IS 'people on their way in by import: whoever copies them here takes them out in the same transaction, so it always looks empty';
COMMENT ON COLUMN incoming_subscriber.line IS 'of the file';
COMMENT ON COLUMN incoming_subscriber.address_key IS 'as address.address_key';
COMMENT ON COLUMN incoming_subscriber.address IS 'as the file has it';
COMMENT ON COLUMN incoming_subscriber.name IS 'NULL: the file says nothing';
COMMENT ON COLUMN incoming_subscriber.language IS 'NULL: the file says nothing';
COMMENT ON COLUMN incoming_subscriber.knowledge IS 'to be added';
COMMENT ON COLUMN incoming_subscriber.territories IS 'to be added';
COMMENT ON COLUMN incoming_subscriber.interests IS 'to be added';
COMMENT ON COLUMN incoming_subscriber.lists IS 'to be put on, unless they have left';
COMMENT ON COLUMN incoming_subscriber.subscriber IS 'whom the address belongs to, or will';
COMMENT ON COLUMN incoming_subscriber.is_new IS 'nobody had the address';
COMMENT ON COLUMN incoming_subscriber.is_changed IS 'somebody had it, and the file says something new';
