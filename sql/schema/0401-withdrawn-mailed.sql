-- SPDX-License-Identifier: GPL-3.0-or-later
-- What is withdrawn is not mailed any more to those who have not got it yet.

SET LOCAL search_path = colporteur, public;

CREATE FUNCTION withdrawn_mailed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
-- What a worker has in hand it finishes; what waits fails, for a reason of ours.
BEGIN
  UPDATE delivery d SET state = 'f', settled_at = the_time(), status = '5.0.0', reply = 'withdrawn from the archive'
  FROM (SELECT q.ctid AS place FROM mailing g JOIN delivery q ON q.mailing = g.id AND q.state = 'q'
        WHERE g.kind = 'post' AND g.message = NEW.message AND (g.list = NEW.list OR g.posted_to = NEW.list)
        FOR UPDATE OF q SKIP LOCKED) w
  WHERE d.ctid = w.place;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION withdrawn_mailed() IS 'who was not mailed what is withdrawn will not be';
CREATE TRIGGER withdrawn_mailed AFTER INSERT ON withdrawn_post FOR EACH ROW EXECUTE FUNCTION withdrawn_mailed();
REVOKE EXECUTE ON FUNCTION withdrawn_mailed() FROM PUBLIC;
