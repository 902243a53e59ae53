-- SPDX-License-Identifier: GPL-3.0-or-later
-- A program's secret is changed while it is told; and it is told what it was not: a subscription that
-- is no more or belongs to somebody else, or is read another way, and a contribution that is
-- corrected or no more.

SET LOCAL search_path = colporteur, public;

ALTER TABLE webhook
  ADD secret_before bytea CHECK (octet_length(secret_before) = 32),
  ADD before_until timestamptz,
  ADD CHECK ((secret_before IS NULL) = (before_until IS NULL));
COMMENT ON COLUMN webhook.secret_before IS 'the secret before this one; what is told is signed with it too until before_until';
COMMENT ON COLUMN webhook.before_until IS 'until when; NULL: there was none, or it was given up at once';

CREATE OR REPLACE FUNCTION webhook_subscription() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM webhook WHERE 'subscription' = ANY (events)) THEN
    RETURN NULL;
  ELSIF TG_OP = 'INSERT' THEN
    PERFORM webhook_tell('subscription', 'subscription.' || n.state, jsonb_build_object('list', l.name, 'subscriber', n.subscriber, 'state', n.state))
      FROM new_rows n JOIN list l ON l.id = n.list;
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM webhook_tell('subscription', 'subscription.removed', jsonb_build_object('list', l.name, 'subscriber', o.subscriber, 'state', 'removed'))
      FROM old_rows o JOIN list l ON l.id = o.list;
  ELSE
    -- One that went over to somebody else ends for the one and begins for the other.
    PERFORM webhook_tell('subscription', 'subscription.removed', jsonb_build_object('list', l.name, 'subscriber', o.subscriber, 'state', 'removed'))
      FROM old_rows o JOIN list l ON l.id = o.list
      WHERE NOT EXISTS (SELECT FROM new_rows n WHERE n.list = o.list AND n.subscriber = o.subscriber);
    PERFORM webhook_tell('subscription', 'subscription.' || CASE WHEN n.state = o.state THEN 'changed' ELSE n.state END,
                         jsonb_build_object('list', l.name, 'subscriber', n.subscriber, 'state', n.state))
      FROM new_rows n LEFT JOIN old_rows o USING (list, subscriber) JOIN list l ON l.id = n.list
      WHERE (n.state, n.delivery, n.digest_every) IS DISTINCT FROM (o.state, o.delivery, o.digest_every);
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER webhook_deleted AFTER DELETE ON subscription REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION webhook_subscription();

CREATE OR REPLACE FUNCTION webhook_contribution() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
DECLARE
  c contribution := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
  happened text := CASE WHEN TG_OP = 'DELETE' THEN 'removed' WHEN TG_OP = 'UPDATE' AND OLD.state = NEW.state THEN 'changed' ELSE NEW.state END;
BEGIN
  PERFORM webhook_tell('contribution', 'contribution.' || happened, jsonb_build_object('contribution', c.id, 'kind', c.kind, 'title', c.title,
    'state', CASE WHEN happened = 'removed' THEN happened ELSE c.state END));
  RETURN NULL;
END
$$;
CREATE TRIGGER webhook_changed AFTER UPDATE OF kind, title, body, author, source, knowledge ON contribution FOR EACH ROW
  WHEN (NEW.state = OLD.state AND NEW.state <> 'unconfirmed'
    AND (NEW.kind, NEW.title, NEW.body, NEW.author, NEW.source, NEW.knowledge) IS DISTINCT FROM (OLD.kind, OLD.title, OLD.body, OLD.author, OLD.source, OLD.knowledge))
  EXECUTE FUNCTION webhook_contribution();
CREATE TRIGGER webhook_deleted AFTER DELETE ON contribution FOR EACH ROW WHEN (OLD.state <> 'unconfirmed') EXECUTE FUNCTION webhook_contribution();
