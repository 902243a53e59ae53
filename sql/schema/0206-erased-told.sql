-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who erases themselves gets a last mail that says it is done. Their address is kept until a mail
-- server has taken it, at most a day, and then nothing of that mail either.

SET LOCAL search_path = colporteur, public;

ALTER TABLE page_letter
  ADD COLUMN language text CHECK (language IN ('fr', 'en', 'br')),
  DROP CONSTRAINT page_letter_what_check,
  ADD CONSTRAINT page_letter_what_check CHECK (what IN ('farewell', 'join', 'already', 'welcome', 'link', 'export', 'erase', 'erased', 'archive',
                                                        'address-add', 'address-added', 'address-first', 'address-gone'));
COMMENT ON COLUMN page_letter.language IS 'of who is not known any more; NULL: the subscriber''s';

CREATE TABLE erased_letter (
  mailing bigint PRIMARY KEY REFERENCES mailing ON DELETE CASCADE,
  at timestamptz NOT NULL DEFAULT the_time()
);
COMMENT ON TABLE erased_letter IS 'last mails to who erased themselves, which leave nothing once they went out, or a day was not enough';
COMMENT ON COLUMN erased_letter.mailing IS 'the notice';
COMMENT ON COLUMN erased_letter.at IS 'when it was queued';

CREATE OR REPLACE FUNCTION site.erase(p_token text) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = colporteur, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  who bigint;
  last page_letter;
BEGIN
  IF site.erase_ask(p_token) IS NULL THEN
    RETURN false;
  END IF;
  who := subscriber_now((token_read('erase', p_token))[1]);
  SELECT a.address, s.language INTO last.address, last.language FROM subscriber s JOIN address a ON a.subscriber = s.id AND a.is_primary WHERE s.id = who;
  SELECT l.id INTO last.list FROM list l LEFT JOIN subscription u ON u.list = l.id AND u.subscriber = who
    WHERE l.deleted_at IS NULL ORDER BY u.state = 'confirmed' DESC NULLS LAST, l.id LIMIT 1;
  PERFORM subscriber_erase(who, 'web');
  INSERT INTO page_letter (what, list, subscriber, address, language) SELECT 'erased', last.list, who, last.address, last.language WHERE last.list IS NOT NULL;
  RETURN true;
END
$$;

CREATE FUNCTION erased_letter_note(p_address text) RETURNS void LANGUAGE sql SET search_path = colporteur, pg_temp AS $$
  INSERT INTO erased_letter (mailing) SELECT DISTINCT n.mailing FROM notice_recipient n WHERE lower(n.address) = lower(p_address)
    ON CONFLICT DO NOTHING
$$;
COMMENT ON FUNCTION erased_letter_note(text) IS 'what is written to this address is to leave nothing';

CREATE FUNCTION erased_letter_forget() RETURNS int LANGUAGE plpgsql SET search_path = colporteur, pg_temp AS $$
DECLARE
  due bigint[];
BEGIN
  -- What somebody holds just now is looked at again when it is settled.
  due := ARRAY(SELECT e.mailing FROM erased_letter e
    WHERE NOT EXISTS (SELECT FROM delivery d WHERE d.mailing = e.mailing AND (d.state = 'c' OR d.state = 'q' AND e.at > the_time() - interval '1 day'))
    FOR UPDATE SKIP LOCKED);
  UPDATE delivery SET state = CASE state WHEN 'q' THEN 'f' ELSE state END, settled_at = coalesce(settled_at, the_time()), status = NULL, reply = NULL
    WHERE mailing = ANY (due) AND state <> 'c';
  DELETE FROM notice_recipient WHERE mailing = ANY (due);
  DELETE FROM erased_letter WHERE mailing = ANY (due);
  RETURN cardinality(due);
END
$$;
COMMENT ON FUNCTION erased_letter_forget() IS
  'takes the address and the words out of last mails that went out, failed, or waited for a day; how many those were';
