-- SPDX-License-Identifier: GPL-3.0-or-later
-- Merging two records of one person keeps what topics they take: those of the record that said last
-- how it reads the list.

SET LOCAL search_path = colporteur, public;

CREATE OR REPLACE FUNCTION subscriber_merge_any(p_kept bigint, p_gone bigint) RETURNS void
  LANGUAGE plpgsql SET search_path = colporteur, public, pg_temp AS $$
DECLARE
  waiting jsonb;
  said_last bigint[];
BEGIN
  IF p_kept = p_gone THEN
    RAISE EXCEPTION 'both are the same person' USING ERRCODE = 'check_violation';
  END IF;
  PERFORM FROM subscriber WHERE id IN (p_kept, p_gone) ORDER BY id FOR UPDATE;
  UPDATE subscriber k SET
      name = coalesce(k.name, g.name),
      knowledge = ARRAY(SELECT DISTINCT x FROM unnest(k.knowledge || g.knowledge) x ORDER BY x),
      territories = k.territories || g.territories,
      interests = k.interests || g.interests,
      programmes = k.programmes || g.programmes,
      notes = nullif(concat_ws(E'\n', k.notes, g.notes), ''),
      created_at = least(k.created_at, g.created_at),
      last_contact_at = greatest(k.last_contact_at, g.last_contact_at),
      time_zone = coalesce(k.time_zone, g.time_zone),
      -- The break that ends last.
      break_from = CASE WHEN g.break_until > k.break_until OR k.break_until IS NULL THEN g.break_from ELSE k.break_from END,
      break_until = greatest(k.break_until, g.break_until)
    FROM subscriber g WHERE k.id = p_kept AND g.id = p_gone;
  -- What waits for the one and was not sent to the other as it came.
  SELECT coalesce(jsonb_agg(jsonb_build_object('list', w.list, 'at', w.at, 'message', w.message)), '[]') INTO waiting
    FROM digest_wait w
      JOIN subscription k ON k.subscriber = p_kept AND k.list = w.list
    WHERE w.subscriber = p_gone AND NOT (k.state = 'confirmed' AND k.delivery = 'each' AND w.at >= k.changed_at);
  -- On a list that both know, what was said last holds; who left in the same moment has left.
  said_last := ARRAY(SELECT k.list FROM subscription k JOIN subscription g ON g.subscriber = p_gone AND g.list = k.list
    WHERE k.subscriber = p_kept AND (g.changed_at > k.changed_at OR (g.changed_at = k.changed_at AND g.state = 'unsubscribed')));
  DELETE FROM subscription_topic WHERE subscriber = p_kept AND list = ANY (said_last);
  INSERT INTO subscription_topic (list, subscriber, interest)
    SELECT list, p_kept, interest FROM subscription_topic WHERE subscriber = p_gone AND list = ANY (said_last);
  UPDATE subscription k SET state = g.state, delivery = g.delivery, digest_every = g.digest_every, digest_form = g.digest_form,
      pause_from = g.pause_from, pause_until = g.pause_until, changed_at = g.changed_at
    FROM subscription g
    WHERE k.subscriber = p_kept AND g.subscriber = p_gone AND g.list = k.list AND k.list = ANY (said_last);
  UPDATE subscription k SET posting = g.posting FROM subscription g
    WHERE k.subscriber = p_kept AND g.subscriber = p_gone AND g.list = k.list AND g.posting IN ('watched', 'muted') AND k.posting <> 'muted';
  INSERT INTO digest_wait (list, subscriber, at, message)
    SELECT w.list, p_kept, w.at, w.message FROM jsonb_to_recordset(waiting) w (list bigint, at timestamptz, message bigint)
      JOIN subscription k ON k.subscriber = p_kept AND k.list = w.list AND k.state = 'confirmed' AND k.delivery <> 'none'
    WHERE NOT EXISTS (SELECT FROM digest_wait d WHERE d.list = w.list AND d.subscriber = p_kept AND d.message = w.message)
    ON CONFLICT DO NOTHING;
  -- Lists that only the second record knows come along with what waits there.
  UPDATE subscription g SET subscriber = p_kept WHERE subscriber = p_gone
    AND NOT EXISTS (SELECT FROM subscription k WHERE k.subscriber = p_kept AND k.list = g.list);
  UPDATE address SET subscriber = p_kept, is_primary = false WHERE subscriber = p_gone;
  UPDATE bounce SET subscriber = p_kept WHERE subscriber = p_gone;
  DELETE FROM bounce_score WHERE subscriber = p_gone; -- mail came back from addresses that are second now
  UPDATE post SET subscriber = p_kept WHERE subscriber = p_gone;
  -- What waits for the one goes to the other, once.
  UPDATE delivery d SET recipient = p_kept FROM mailing m
    WHERE m.id = d.mailing AND m.state <> 'finished' AND m.kind <> 'notice' AND d.recipient = p_gone AND d.state = 'q'
      AND NOT EXISTS (SELECT FROM delivery k WHERE k.mailing = d.mailing AND k.recipient = p_kept);
  UPDATE subscriber_merged SET kept = p_kept WHERE kept = p_gone;
  INSERT INTO subscriber_merged (gone, kept) VALUES (p_gone, p_kept);
  DELETE FROM subscriber WHERE id = p_gone;
END
$$;
