-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who left a list and joins it again gets its mail, though they had a break or took nothing when they left.

SET LOCAL search_path = colporteur, public;

CREATE OR REPLACE FUNCTION join_request_settled() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp AS $$
DECLARE
  j join_request;
  wanted text;
  often text;
BEGIN
  DELETE FROM join_request WHERE list = NEW.list AND subscriber = NEW.subscriber RETURNING * INTO j;
  -- Who comes back wants what is written there: neither nothing, nor after a break of another time.
  IF NEW.state = 'confirmed' AND OLD.state = 'unsubscribed' AND j.list IS NOT NULL THEN
    UPDATE subscription SET delivery = CASE delivery WHEN 'none' THEN 'each' ELSE delivery END, pause_from = NULL, pause_until = NULL
      WHERE list = NEW.list AND subscriber = NEW.subscriber AND (delivery = 'none' OR pause_until IS NOT NULL);
  END IF;
  IF NEW.state = 'confirmed' AND j.by_page THEN
    UPDATE subscriber s SET
        territories = s.territories || ARRAY(SELECT t.id::int FROM territory t WHERE t.id = ANY (j.territories)),
        interests = s.interests || ARRAY(SELECT i.id::int FROM interest i WHERE i.id = ANY (j.interests))
      WHERE s.id = NEW.subscriber
        AND NOT (s.territories @> j.territories AND s.interests @> j.interests);
    wanted := CASE j.delivery WHEN 'weekly' THEN 'digest' ELSE j.delivery END;
    often := CASE j.delivery WHEN 'weekly' THEN 'weekly' ELSE 'daily' END;
    UPDATE subscription SET delivery = wanted, digest_every = often
      WHERE list = NEW.list AND subscriber = NEW.subscriber AND (delivery, digest_every) <> (wanted, often);
  END IF;
  RETURN NULL;
END
$$;
