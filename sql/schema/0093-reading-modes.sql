-- SPDX-License-Identifier: GPL-3.0-or-later
-- How members read a list: each post, digests of them, the important ones alone, none.

SET LOCAL search_path = colporteur, public;

CREATE FUNCTION is_time_zone(p_name text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  PERFORM now() AT TIME ZONE p_name;
  RETURN p_name ~ '^[A-Z][A-Za-z0-9_+/-]*$';
EXCEPTION WHEN invalid_parameter_value THEN
  RETURN false;
END
$$;
COMMENT ON FUNCTION is_time_zone(text) IS 'whether it names a time zone, such as Europe/Paris';
GRANT EXECUTE ON FUNCTION is_time_zone(text) TO colporteur_coordinator; -- they add people

ALTER TABLE subscriber ADD time_zone text CHECK (is_time_zone(time_zone));
COMMENT ON COLUMN subscriber.time_zone IS 'where their clock stands; NULL: as the settings of the site say';

ALTER TABLE list
  ADD digest_posts smallint NOT NULL DEFAULT 50 CHECK (digest_posts BETWEEN 1 AND 200),
  ADD digest_hour smallint NOT NULL DEFAULT 18 CHECK (digest_hour BETWEEN 0 AND 23),
  ADD digest_day smallint NOT NULL DEFAULT 1 CHECK (digest_day BETWEEN 1 AND 7);
COMMENT ON COLUMN list.digest_posts IS 'a digest with so many posts does not wait for its hour';
COMMENT ON COLUMN list.digest_hour IS 'at which hour of the reader''s day digests go';
COMMENT ON COLUMN list.digest_day IS 'on which day those of a week go: 1 is Monday';

ALTER TABLE subscription DROP CONSTRAINT subscription_delivery_check;
ALTER TABLE subscription
  ADD CONSTRAINT subscription_delivery_check CHECK (delivery IN ('each', 'digest', 'important', 'none')),
  ADD digest_every text NOT NULL DEFAULT 'daily' CHECK (digest_every IN ('daily', 'weekly')),
  ADD digest_form text NOT NULL DEFAULT 'mime' CHECK (digest_form IN ('mime', 'plain')),
  ADD digested_at timestamptz;
COMMENT ON COLUMN subscription.delivery IS 'each post, digests of them, the important ones alone, or none';
COMMENT ON COLUMN subscription.digest_every IS 'how often a digest goes';
COMMENT ON COLUMN subscription.digest_form IS 'mime: each post as it was written (RFC 2046, 5.1.5); plain: one text (RFC 1153)';
COMMENT ON COLUMN subscription.digested_at IS 'when the last digest was made, in the transaction that made it';

ALTER TABLE post ADD is_important boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN post.is_important IS 'a moderator marked it: it and what follows in its thread goes to those too who read the important alone';

-- A row a reader, as in the ledger: the one statement that queues a post for some writes down for
-- others that it waits, so that nobody who changes their mind meanwhile misses it or has it twice.
CREATE TABLE digest_wait (
  list bigint NOT NULL,
  subscriber bigint NOT NULL,
  at timestamptz NOT NULL DEFAULT the_time(),
  message bigint NOT NULL REFERENCES message ON DELETE CASCADE,
  PRIMARY KEY (list, subscriber, at, message),
  FOREIGN KEY (subscriber, list) REFERENCES subscription (subscriber, list) ON UPDATE CASCADE ON DELETE CASCADE
);
ALTER TABLE digest_wait SET (autovacuum_vacuum_scale_factor = 0.02);
COMMENT ON TABLE digest_wait IS 'posts that wait for a reader''s next digest';
COMMENT ON COLUMN digest_wait.list IS 'which list';
COMMENT ON COLUMN digest_wait.subscriber IS 'who is to get it';
COMMENT ON COLUMN digest_wait.at IS 'since when it waits';
COMMENT ON COLUMN digest_wait.message IS 'the post';
CREATE INDEX digest_wait_message ON digest_wait (message);
CREATE INDEX digest_wait_subscription ON digest_wait (subscriber, list);

CREATE FUNCTION digest_forget() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
BEGIN
  DELETE FROM digest_wait WHERE list = NEW.list AND subscriber = NEW.subscriber;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION digest_forget() IS 'nothing waits for who left or wants nothing';
CREATE TRIGGER digest_forget AFTER UPDATE OF state, delivery ON subscription FOR EACH ROW
  WHEN (NEW.state <> 'confirmed' OR NEW.delivery = 'none') EXECUTE FUNCTION digest_forget();

CREATE FUNCTION digest_moment(p_every text, p_hour int, p_day int, p_zone text) RETURNS timestamptz
  LANGUAGE sql STABLE SET search_path = colporteur, pg_temp AS $$
  SELECT CASE p_every
    WHEN 'daily' THEN m.today - CASE WHEN m.today > m.here THEN interval '1 day' ELSE interval '0' END
    ELSE m.week - CASE WHEN m.week > m.here THEN interval '7 days' ELSE interval '0' END
  END AT TIME ZONE p_zone
  FROM (SELECT h.here, date_trunc('day', h.here) + p_hour * interval '1 hour' AS today,
               date_trunc('week', h.here) + (p_day - 1) * interval '1 day' + p_hour * interval '1 hour' AS week
        FROM (SELECT the_time() AT TIME ZONE p_zone AS here) h) m
$$;
COMMENT ON FUNCTION digest_moment(text, int, int, text) IS 'when, in a time zone, the last digest of that kind was due';

ALTER TABLE mailing DROP CONSTRAINT mailing_kind_check;
ALTER TABLE mailing
  ADD posts bigint[],
  ADD CONSTRAINT mailing_kind_check CHECK (kind IN ('edition', 'post', 'digest', 'notice', 'probe')),
  ADD CONSTRAINT mailing_posts_check CHECK ((kind = 'digest') = (posts IS NOT NULL));
COMMENT ON COLUMN mailing.posts IS 'the messages that a digest holds; what was withdrawn since is left out';
