-- SPDX-License-Identifier: GPL-3.0-or-later
-- Lists, who is on them, who looks after them, and what they agreed to.

SET LOCAL search_path = colporteur, public;

CREATE TABLE list (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL UNIQUE
    CHECK (name ~ '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$' AND length(name) BETWEEN 2 AND 22)
    CHECK (name !~ '-(owner|request|join|subscribe|leave|unsubscribe|confirm|bounces|moderate|propose)$'),
  domain text NOT NULL CHECK (domain = lower(domain) AND domain ~ '^[a-z0-9.-]+$'),
  kind text NOT NULL CHECK (kind IN ('discussion', 'announce', 'newsletter')),
  title text NOT NULL CHECK (title <> '' AND title !~ '[[:cntrl:]]'),
  description text NOT NULL DEFAULT '',
  language text NOT NULL DEFAULT 'fr' CHECK (language IN ('fr', 'en', 'br')),
  subject_prefix text NOT NULL DEFAULT '' CHECK (subject_prefix !~ '[[:cntrl:]]'),
  is_public boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT the_time()
);
COMMENT ON TABLE list IS 'an address people write to (discussion) or receive from (announce, newsletter)';
COMMENT ON COLUMN list.id IS 'our number';
COMMENT ON COLUMN list.name IS 'local part of its address and first segment of its pages; 22 letters leave room for LIST-bounces+TOKEN in the 64 octets of RFC 5321 4.5.3.1.1';
COMMENT ON COLUMN list.domain IS 'domain of its address';
COMMENT ON COLUMN list.kind IS 'discussion: people write to it; announce, newsletter: they receive from it';
COMMENT ON COLUMN list.title IS 'its name for people';
COMMENT ON COLUMN list.description IS 'what it is about, in a sentence or two';
COMMENT ON COLUMN list.language IS 'which language the robot answers in';
COMMENT ON COLUMN list.subject_prefix IS 'put before the subject of each post; empty for none';
COMMENT ON COLUMN list.is_public IS 'whether its archive is';
COMMENT ON COLUMN list.created_at IS 'when it was made';

CREATE TABLE subscription (
  list bigint NOT NULL REFERENCES list ON DELETE CASCADE,
  subscriber bigint NOT NULL REFERENCES subscriber ON DELETE CASCADE,
  state text NOT NULL DEFAULT 'unconfirmed' CHECK (state IN ('unconfirmed', 'confirmed', 'unsubscribed')),
  delivery text NOT NULL DEFAULT 'each' CHECK (delivery IN ('each', 'digest', 'none')),
  changed_at timestamptz NOT NULL DEFAULT the_time(),
  PRIMARY KEY (list, subscriber)
);
COMMENT ON TABLE subscription IS 'a subscriber on a list';
COMMENT ON COLUMN subscription.list IS 'which list';
COMMENT ON COLUMN subscription.subscriber IS 'who';
COMMENT ON COLUMN subscription.state IS 'unconfirmed: asked, not answered yet; confirmed; unsubscribed: left, and stays out until they come back themselves';
COMMENT ON COLUMN subscription.delivery IS 'each post, a digest of them, or none';
COMMENT ON COLUMN subscription.changed_at IS 'since when the state is what it is';
CREATE INDEX subscription_subscriber ON subscription (subscriber);

CREATE TABLE list_role (
  list bigint NOT NULL REFERENCES list ON DELETE CASCADE,
  address text NOT NULL CHECK (address !~ '[[:cntrl:] ]'),
  role text NOT NULL CHECK (role IN ('owner', 'moderator')),
  PRIMARY KEY (list, address, role)
);
COMMENT ON TABLE list_role IS 'who looks after a list; owners moderate too';
COMMENT ON COLUMN list_role.list IS 'which list';
COMMENT ON COLUMN list_role.address IS 'mail address of a person, who need not be a subscriber';
COMMENT ON COLUMN list_role.role IS 'owner or moderator';

CREATE TABLE consent_event (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  subscriber bigint NOT NULL,
  list bigint,
  what text NOT NULL CHECK (what IN ('subscribe', 'confirm', 'unsubscribe', 'import', 'erase')),
  how text NOT NULL,
  at timestamptz NOT NULL DEFAULT the_time(),
  network inet
);
COMMENT ON TABLE consent_event IS 'append-only proof of what was agreed: it outlives subscriber and list, so it references neither';
COMMENT ON COLUMN consent_event.id IS 'order of the events';
COMMENT ON COLUMN consent_event.subscriber IS 'number of the subscriber';
COMMENT ON COLUMN consent_event.list IS 'number of the list; NULL when it is about all of them';
COMMENT ON COLUMN consent_event.what IS 'what was agreed to or withdrawn';
COMMENT ON COLUMN consent_event.how IS 'by which means: mail, web, command, import and who says so';
COMMENT ON COLUMN consent_event.at IS 'when';
COMMENT ON COLUMN consent_event.network IS 'from which address on the network, where there was one';
CREATE INDEX consent_event_subscriber ON consent_event (subscriber);

CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;
COMMENT ON FUNCTION append_only() IS 'refuses every change of a row that is written';
CREATE TRIGGER consent_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON consent_event
  FOR EACH STATEMENT EXECUTE FUNCTION append_only();
REVOKE UPDATE, DELETE ON consent_event FROM colporteur_engine;
