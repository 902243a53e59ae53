-- SPDX-License-Identifier: GPL-3.0-or-later
-- Nobody is kept for longer than they have a use for it: who never confirmed, who was not heard of
-- for years.

SET LOCAL search_path = colporteur, public;

ALTER TABLE subscriber ADD COLUMN reminded_at timestamptz;
COMMENT ON COLUMN subscriber.reminded_at IS 'when they were asked whether to go on, because nothing was heard of them for long; NULL: not, or they answered';
-- Who is heard of again is not asked any more.
CREATE FUNCTION subscriber_heard_of() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.reminded_at := NULL;
  RETURN NEW;
END
$$;
COMMENT ON FUNCTION subscriber_heard_of() IS 'a sign of life takes a reminder back';
CREATE TRIGGER subscriber_heard_of BEFORE UPDATE OF last_contact_at ON subscriber FOR EACH ROW
  WHEN (NEW.last_contact_at > OLD.last_contact_at AND OLD.reminded_at IS NOT NULL) EXECUTE FUNCTION subscriber_heard_of();
CREATE INDEX subscriber_last_contact ON subscriber (last_contact_at);
CREATE INDEX subscriber_reminded ON subscriber (reminded_at) WHERE reminded_at IS NOT NULL;
CREATE INDEX subscription_unconfirmed ON subscription (changed_at) WHERE state = 'unconfirmed';

CREATE FUNCTION retain_unconfirmed(p_days int, p_most int) RETURNS int
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, public, pg_temp AS $$
DECLARE
  gone bigint[];
  who bigint;
BEGIN
  WITH late AS (
    SELECT list, subscriber FROM subscription
    WHERE state = 'unconfirmed' AND changed_at < the_time() - p_days * interval '1 day'
    ORDER BY changed_at LIMIT p_most FOR UPDATE SKIP LOCKED
  ), removed AS (
    DELETE FROM subscription u USING late WHERE u.list = late.list AND u.subscriber = late.subscriber RETURNING u.subscriber
  ) SELECT array_agg(subscriber) INTO gone FROM removed;
  -- Who is known only because they once asked goes whole, without a tombstone: they may ask again.
  PERFORM set_config('colporteur.erasing', 'yes', true);
  FOR who IN
    SELECT DISTINCT g FROM unnest(gone) g
    WHERE NOT EXISTS (SELECT FROM subscription u WHERE u.subscriber = g)
      AND NOT EXISTS (SELECT FROM consent_event c WHERE c.subscriber = g AND c.what IN ('confirm', 'import'))
      AND EXISTS (SELECT FROM consent_event c WHERE c.subscriber = g AND c.what = 'subscribe')
  LOOP
    DELETE FROM consent_event WHERE subscriber = who;
    DELETE FROM subscriber WHERE id = who;
  END LOOP;
  PERFORM set_config('colporteur.erasing', '', true);
  RETURN coalesce(cardinality(gone), 0);
END
$$;
COMMENT ON FUNCTION retain_unconfirmed(int, int) IS
  'remove subscriptions that were not confirmed within so many days, at most so many, and people who have nothing else; how many subscriptions';

CREATE FUNCTION retain_inactive(p_months int, p_days int, p_most int) RETURNS int
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, public, pg_temp AS $$
DECLARE
  who bigint;
  n int := 0;
BEGIN
  FOR who IN
    WITH silent AS (
      SELECT id FROM subscriber WHERE reminded_at < the_time() - p_days * interval '1 day'
      ORDER BY reminded_at LIMIT p_most FOR UPDATE SKIP LOCKED
    ), alone AS (
      -- Whoever is on no list gets no mail, a reminder neither.
      SELECT id FROM subscriber s WHERE reminded_at IS NULL
        AND last_contact_at < the_time() - p_months * interval '1 month' - p_days * interval '1 day'
        AND NOT EXISTS (SELECT FROM subscription u WHERE u.subscriber = s.id AND u.state = 'confirmed')
      ORDER BY last_contact_at LIMIT p_most FOR UPDATE SKIP LOCKED
    )
    SELECT id FROM silent UNION ALL SELECT id FROM alone
  LOOP
    PERFORM subscriber_erase(who, 'retention: not heard of for long');
    n := n + 1;
  END LOOP;
  RETURN n;
END
$$;
COMMENT ON FUNCTION retain_inactive(int, int, int) IS
  'erase who did not answer a reminder within so many days, and who is on no list and was not heard of for so many months and days; at most so many of each; how many';
REVOKE EXECUTE ON FUNCTION retain_unconfirmed(int, int), retain_inactive(int, int, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION retain_unconfirmed(int, int), retain_inactive(int, int, int) TO colporteur_engine;
