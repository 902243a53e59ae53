-- SPDX-License-Identifier: GPL-3.0-or-later
-- Programs that hear of what happens: what happened and whom it is told are written in the
-- transaction in which it happens, and told until they say that they have it.

SET LOCAL search_path = colporteur, public;

CREATE TABLE webhook (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  url text NOT NULL UNIQUE CHECK (url ~ '^https?://[^[:space:][:cntrl:]]+$'),
  events text[] NOT NULL CHECK (cardinality(events) > 0 AND events <@ ARRAY['subscription', 'contribution', 'edition']),
  secret bytea NOT NULL CHECK (octet_length(secret) = 32),
  created_at timestamptz NOT NULL DEFAULT the_time()
);
COMMENT ON TABLE webhook IS 'addresses of programs that hear of what happens';
COMMENT ON COLUMN webhook.id IS 'our number';
COMMENT ON COLUMN webhook.url IS 'where they are told';
COMMENT ON COLUMN webhook.events IS 'of what: subscription, contribution, edition';
COMMENT ON COLUMN webhook.secret IS 'what it is signed with; kept, since signing takes it';
COMMENT ON COLUMN webhook.created_at IS 'when it was added';

CREATE TABLE webhook_event (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  webhook bigint NOT NULL REFERENCES webhook ON DELETE CASCADE,
  event text NOT NULL,
  body text NOT NULL,
  at timestamptz NOT NULL DEFAULT the_time(),
  state char NOT NULL DEFAULT 'q' CHECK (state IN ('q', 's', 'f')),
  attempts int NOT NULL DEFAULT 0,
  next_try timestamptz NOT NULL DEFAULT the_time(),
  answer text NOT NULL DEFAULT ''
);
COMMENT ON TABLE webhook_event IS 'what a program is told or was told; the id goes along, so that what comes twice is known';
COMMENT ON COLUMN webhook_event.id IS 'our number';
COMMENT ON COLUMN webhook_event.webhook IS 'which program';
COMMENT ON COLUMN webhook_event.event IS 'as subscription.confirmed';
COMMENT ON COLUMN webhook_event.body IS 'JSON, as it is signed';
COMMENT ON COLUMN webhook_event.at IS 'when it happened';
COMMENT ON COLUMN webhook_event.state IS 'q: to be told; s: it was taken; f: given up';
COMMENT ON COLUMN webhook_event.attempts IS 'how often it was tried';
COMMENT ON COLUMN webhook_event.next_try IS 'when it is tried next; while somebody tries, until when they may';
COMMENT ON COLUMN webhook_event.answer IS 'what came of the last try';
CREATE INDEX webhook_event_due ON webhook_event (next_try) WHERE state = 'q';
CREATE INDEX webhook_event_webhook ON webhook_event (webhook, id);

CREATE FUNCTION webhook_tell(p_what text, p_event text, p_data jsonb) RETURNS void LANGUAGE sql SET search_path = colporteur, pg_temp AS $$
  INSERT INTO webhook_event (webhook, event, body)
  SELECT w.id, p_event, jsonb_build_object('type', p_event, 'timestamp', the_time(), 'data', p_data)::text
  FROM webhook w WHERE p_what = ANY (w.events)
$$;
COMMENT ON FUNCTION webhook_tell(text, text, jsonb) IS 'puts an event into the queue of each program that wants its kind';

-- One look for a whole statement, so that an import of many costs nothing where nobody listens.
CREATE FUNCTION webhook_subscription() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM webhook WHERE 'subscription' = ANY (events)) THEN
    RETURN NULL;
  ELSIF TG_OP = 'INSERT' THEN
    PERFORM webhook_tell('subscription', 'subscription.' || n.state, jsonb_build_object('list', l.name, 'subscriber', n.subscriber, 'state', n.state))
      FROM new_rows n JOIN list l ON l.id = n.list;
  ELSE
    PERFORM webhook_tell('subscription', 'subscription.' || n.state, jsonb_build_object('list', l.name, 'subscriber', n.subscriber, 'state', n.state))
      FROM new_rows n JOIN old_rows o USING (list, subscriber) JOIN list l ON l.id = n.list WHERE n.state <> o.state;
  END IF;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION webhook_subscription() IS 'tells programs of subscriptions; they ask for more with their tokens';
CREATE TRIGGER webhook_inserted AFTER INSERT ON subscription REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION webhook_subscription();
CREATE TRIGGER webhook_updated AFTER UPDATE ON subscription REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION webhook_subscription();

CREATE FUNCTION webhook_contribution() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
BEGIN
  PERFORM webhook_tell('contribution', 'contribution.' || NEW.state, jsonb_build_object('contribution', NEW.id, 'kind', NEW.kind, 'title', NEW.title, 'state', NEW.state));
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION webhook_contribution() IS 'tells programs of contributions once their authors stand by them';
CREATE TRIGGER webhook_inserted AFTER INSERT ON contribution FOR EACH ROW WHEN (NEW.state <> 'unconfirmed') EXECUTE FUNCTION webhook_contribution();
CREATE TRIGGER webhook_updated AFTER UPDATE OF state ON contribution FOR EACH ROW WHEN (NEW.state <> OLD.state) EXECUTE FUNCTION webhook_contribution();

CREATE FUNCTION webhook_edition() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
BEGIN
  PERFORM webhook_tell('edition', 'edition.' || NEW.state, jsonb_build_object('list', l.name, 'number', NEW.number, 'title', NEW.title, 'state', NEW.state))
    FROM list l WHERE l.id = NEW.list;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION webhook_edition() IS 'tells programs how far editions are';
CREATE TRIGGER webhook_inserted AFTER INSERT ON edition FOR EACH ROW EXECUTE FUNCTION webhook_edition();
CREATE TRIGGER webhook_updated AFTER UPDATE OF state ON edition FOR EACH ROW WHEN (NEW.state <> OLD.state) EXECUTE FUNCTION webhook_edition();
