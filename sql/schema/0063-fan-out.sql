-- SPDX-License-Identifier: GPL-3.0-or-later
-- A list may have its posts sent as one message to many: then nothing in it is a reader's own, and
-- what comes back does not say for sure whom it is about.

SET LOCAL search_path = colporteur, public;

ALTER TABLE list ADD fan_out text NOT NULL DEFAULT 'own' CHECK (fan_out IN ('own', 'shared'));
COMMENT ON COLUMN list.fan_out IS 'posts: own, each reader''s copy has a return path and a way to leave of its own; shared, one message for many readers';

ALTER TABLE bounce ADD shared boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN bounce.shared IS 'came under the return path of a whole mailing: whom it is about is what it says itself, and any of its readers could have said so';

CREATE FUNCTION bounce_share(p_bounce bigint, p_address_keys text[]) RETURNS int
  LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
DECLARE
  n int;
BEGIN
  INSERT INTO bounce (mailing, subscriber, raw, received_at, shared)
    SELECT DISTINCT ON (a.subscriber) b.mailing, a.subscriber, b.raw, b.received_at, true
    FROM bounce b
    JOIN address a ON a.address_key = ANY (p_address_keys) AND a.is_primary
    JOIN delivery d ON d.mailing = b.mailing AND d.recipient = a.subscriber
    WHERE b.id = p_bounce AND b.subscriber = 0 AND b.judged_at IS NULL;
  GET DIAGNOSTICS n = ROW_COUNT;
  UPDATE bounce SET judged_at = the_time(), class = 'none', effect = CASE WHEN n > 0 THEN 'shared out' ELSE 'of nobody' END
    WHERE id = p_bounce AND subscriber = 0 AND judged_at IS NULL;
  RETURN n;
END $$;
COMMENT ON FUNCTION bounce_share(bigint, text[]) IS 'makes of a bounce of a whole mailing one for each reader it names who was sent it; returns how many';
